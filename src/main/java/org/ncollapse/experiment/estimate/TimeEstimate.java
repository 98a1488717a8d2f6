package org.ncollapse.experiment.estimate;

import org.ncollapse.capture.CaptureSchedule;
import org.ncollapse.data.DatasetSummary;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.training.InferencePass;

/**
 * How fast this machine goes about an experiment, in seconds.
 *
 * @param setupSeconds to read the images and build the network
 * @param stepSeconds a training step
 * @param captureSeconds an epoch that is measured, whatever its samples: the factors of matrices, the tables
 * @param captureSecondsPerSample such an epoch more for each training sample, with its share of the test split
 */
public record TimeEstimate(
        double setupSeconds, double stepSeconds, double captureSeconds, double captureSecondsPerSample) {

    /** Java's start, figures and page: about so long on two cores. */
    private static final double AROUND = 6;

    /**
     * What a run comes to at this pace, its fit apart.
     *
     * @param epochs the bound
     * @param captures epochs that are measured
     * @param trainingSeconds seconds for all steps, and for the look for misclassified samples behind each epoch
     * @param captureSeconds seconds for all captures
     * @param overheadSeconds seconds before and behind
     */
    public record Breakdown(
            int epochs, int captures, double trainingSeconds, double captureSeconds, double overheadSeconds) {

        /** In seconds. */
        public double totalSeconds() {
            return trainingSeconds + captureSeconds + overheadSeconds;
        }
    }

    /** The course of the whole experiment, if it goes on to the bound of its epochs. */
    public Breakdown breakdown(Experiment experiment, DatasetSummary data) {
        int epochs = experiment.training().epochs();
        int batch = Math.min(experiment.training().batchSize(), data.trainSize());
        int steps = (data.trainSize() + batch - 1) / batch;
        // While there are many misclassified samples the look for one ends with the first batch.
        double scan = captureSecondsPerSample
                * Math.min(
                        data.trainSize(), InferencePass.batchSize(!(experiment.network() instanceof NetworkSpec.Mlp)));
        int captures = new CaptureSchedule(experiment.capture(), epochs).maxCaptures();
        return new Breakdown(
                epochs,
                captures,
                epochs * (steps * stepSeconds + scan),
                captures * (captureSeconds + captureSecondsPerSample * data.trainSize()),
                AROUND + setupSeconds);
    }
}
