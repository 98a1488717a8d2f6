package org.ncollapse.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Many runs of one experiment, resolved.
 *
 * @param name of the sweep; a folder's, as a run's is, and no run's
 * @param notes what it is for, in the author's words
 * @param keys dotted keys of the experiment that the runs differ in, in the order of the file; without the seed
 * @param runs in the order in which they begin; each name once
 * @param slurm what a job of a run asks a cluster for
 */
public record Sweep(String name, String notes, List<String> keys, List<PlannedRun> runs, SlurmSpec slurm) {

    /**
     * One of the runs. Its name follows from the sweep's name and its own values alone, so that it stays when runs are
     * added.
     *
     * @param values as they were written, one for each of the sweep's keys; empty where this run leaves a key as the
     *     experiment has it
     * @param experiment with the values in it, and with its threads: they do not depend on where it will run
     */
    public record PlannedRun(List<String> values, Experiment experiment) {
        public PlannedRun {
            values = List.copyOf(values);
        }

        /** The run's name. */
        public String name() {
            return experiment.name();
        }
    }

    public Sweep {
        keys = List.copyOf(keys);
        runs = List.copyOf(runs);
    }

    /**
     * What a run has of one of the keys, as text: as it was written or, where this run leaves it as the experiment has
     * it, that.
     *
     * @param key its place among the sweep's keys
     */
    public String value(PlannedRun run, int key) {
        String written = run.values().get(key);
        return written.isEmpty() ? resolved(run.experiment(), keys.get(key)) : written;
    }

    private static String resolved(Experiment experiment, String key) {
        WeightDecay decay = experiment.objective().weightDecay();
        JsonNode value = ExperimentReader.toJson(experiment).at("/" + key.replace('.', '/'));
        // One number stands for the four that it was resolved into, as it does in a file.
        return text(
                key.equals("objective.weightDecay") && decay.equals(WeightDecay.uniform(decay.head()))
                        ? value.get("head")
                        : value);
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().map(Sweep::text).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value.isObject()) {
            return value.propertyStream()
                    .map(entry -> entry.getKey() + ": " + text(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value.isNull() || value.isMissingNode()
                ? ""
                : value.isDouble() ? value.decimalValue().stripTrailingZeros().toString() : value.asText();
    }
}
