package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A sweep as its file has it; {@link SweepReader} multiplies it out.
 *
 * @param experiment the experiment's file, from this file's folder
 * @param set laid over it in every run: values by dotted keys
 * @param grid lists of values by dotted keys: every combination is run
 * @param settings settings that go together: values by dotted keys, an entry a setting; with a grid, each entry at each
 *     of its points
 * @param seeds each setting is run with each
 */
record SweepFile(
        String name,
        String notes,
        String experiment,
        ObjectNode set,
        ObjectNode grid,
        List<ObjectNode> settings,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<Long> seeds,

        SlurmSpec slurm) {

    SweepFile {
        RunName.requireValidKey(name);
        notes = notes == null ? "" : notes;
        InvalidValueException.throwIfMissing(
                "experiment", experiment, "the file of the experiment that is varied, such as mnist-mlp.yaml");
        InvalidValueException.throwUnless(
                !experiment.isBlank() && experiment.indexOf('\0') < 0,
                "experiment",
                experiment,
                "an experiment's file");
        settings = settings == null ? List.of() : List.copyOf(settings);
        seeds = seeds == null ? List.of() : List.copyOf(seeds);
        InvalidValueException.throwUnless(
                seeds.stream().distinct().count() == seeds.size(), "seeds", seeds, "each seed once");
        slurm = slurm == null ? new SlurmSpec(null, null, null, null) : slurm;
    }
}
