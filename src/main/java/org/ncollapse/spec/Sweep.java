package org.ncollapse.spec;

import java.util.List;

/**
 * Many runs of one experiment, resolved.
 *
 * @param name  of the sweep; a folder's, as a run's is, and no run's
 * @param notes what it is for, in the author's words
 * @param keys  dotted keys of the experiment that the runs differ in, in the order of the file; without the seed
 * @param runs  in the order in which they begin; each name once
 * @param slurm what a job of a run asks a cluster for
 */
public record Sweep(String name, String notes, List<String> keys, List<PlannedRun> runs, SlurmSpec slurm) {

    /**
     * One of the runs. Its name follows from the sweep's name and its own values alone, so that it stays when runs are added.
     *
     * @param values     as they were written, one for each of the sweep's keys; empty where this run leaves a key as the experiment has it
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
}
