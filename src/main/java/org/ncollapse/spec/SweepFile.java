package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The content of a sweep file; {@link SweepReader} expands it into runs.
 *
 * @param experiment the experiment file, relative to the folder of this file
 * @param set values by dotted keys that override the experiment in every run
 * @param grid lists of values by dotted keys; every combination is a configuration
 * @param configurations values by dotted keys; with a grid, each is combined with every configuration of the grid
 * @param seeds each configuration is run with each seed
 */
record SweepFile(
        String name,
        String notes,
        String experiment,
        ObjectNode set,
        ObjectNode grid,
        List<ObjectNode> configurations,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<Long> seeds,

        SlurmSpec slurm) {

    SweepFile {
        RunName.requireValidKey(name);
        notes = notes == null ? "" : notes;
        InvalidValueException.throwIfMissing(
                "experiment", experiment, "the file of the experiment that is varied, such as mnist-mlp.yaml");
        InvalidValueException.throwUnless(
                !experiment.isBlank() && experiment.indexOf('\0') < 0, "experiment", experiment, "an experiment file");
        configurations = configurations == null ? List.of() : List.copyOf(configurations);
        seeds = seeds == null ? List.of() : List.copyOf(seeds);
        InvalidValueException.throwUnless(
                seeds.stream().distinct().count() == seeds.size(), "seeds", seeds, "distinct seeds");
        slurm = slurm == null ? new SlurmSpec(null, null, null, null) : slurm;
    }
}
