package org.ncollapse.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The runs of a sweep, with all defaults filled in.
 *
 * @param name the name of the sweep, also of its folder; no run has this name
 * @param notes free text about the sweep
 * @param keys dotted keys of the experiment that the runs differ in, in the order of the file; without the seed
 * @param runs in the order in which they start; names are distinct
 * @param slurm resources for each run on Slurm
 */
public record Sweep(String name, String notes, List<String> keys, List<PlannedRun> runs, SlurmSpec slurm) {

    /**
     * One of the runs. Its name depends only on the sweep's name and its own values, so that it does not change when
     * runs are added.
     *
     * @param values the values as written, one for each of the sweep's keys; empty where this run uses the value of the
     *     experiment
     * @param experiment with the values, and with a number of threads that does not depend on the machine
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
     * Returns a run's value of a key as text: the value as written, or that of the experiment.
     *
     * @param key the index among the sweep's keys
     */
    public String value(PlannedRun run, int key) {
        String written = run.values().get(key);
        return written.isEmpty() ? resolved(run.experiment(), keys.get(key)) : written;
    }

    private static String resolved(Experiment experiment, String key) {
        WeightDecay weightDecay = experiment.objective().weightDecay();
        FeatureDecay featureDecay = experiment.objective().featureDecay();
        JsonNode value = ExperimentReader.toJson(experiment).at("/" + key.replace('.', '/'));
        // What one number sets in a file is one number here.
        if (key.equals("objective.weightDecay") && weightDecay.equals(WeightDecay.uniform(weightDecay.head()))) {
            value = value.get("head");
        } else if (key.equals("objective.featureDecay") && featureDecay.previous() == 0) {
            value = value.get("penultimate");
        }
        return text(value);
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
