package org.ncollapse.experiment.estimate;

import org.ncollapse.capture.CaptureSchedule;
import org.ncollapse.data.DatasetSummary;
import org.ncollapse.spec.Experiment;
import org.ncollapse.training.InferencePass;

/**
 * The speed of this machine for an experiment.
 *
 * @param setupSeconds the time to read the images and build the network
 * @param stepSeconds the time of a training step
 * @param captureSeconds the fixed time to capture an epoch: factorizations of matrices, tables
 * @param captureSecondsPerSample the additional time to capture an epoch per training sample, including the
 *     corresponding fraction of the test split
 */
public record TimeEstimate(
        double setupSeconds, double stepSeconds, double captureSeconds, double captureSecondsPerSample) {

    /** The time to start Java and to write figures and page, on two cores. */
    private static final double OVERHEAD_SECONDS = 6;

    /**
     * The estimated time of a run, without the fit.
     *
     * @param epochs the limit of epochs
     * @param captures the number of captured epochs
     * @param trainingSeconds the time of all steps, and of the search for misclassified samples after each epoch
     * @param captureSeconds the time of all captures
     * @param overheadSeconds the time before training and after it
     */
    public record Breakdown(
            int epochs, int captures, double trainingSeconds, double captureSeconds, double overheadSeconds) {

        /** The total time in seconds. */
        public double totalSeconds() {
            return trainingSeconds + captureSeconds + overheadSeconds;
        }
    }

    /** Estimates the time of the whole experiment, if it reaches its limit of epochs. */
    public Breakdown breakdown(Experiment experiment, DatasetSummary data) {
        int epochs = experiment.training().epochs();
        int batch = Math.min(experiment.training().batchSize(), data.trainSize());
        int steps = (data.trainSize() + batch - 1) / batch;
        // The search for a misclassified sample ends with the first batch while there are many.
        double scan =
                captureSecondsPerSample * Math.min(data.trainSize(), InferencePass.batchSize(experiment.network()));
        int captures = new CaptureSchedule(experiment.capture(), epochs).maxCaptures();
        return new Breakdown(
                epochs,
                captures,
                epochs * (steps * stepSeconds + scan),
                captures * (captureSeconds + captureSecondsPerSample * data.trainSize()),
                OVERHEAD_SECONDS + setupSeconds);
    }
}
