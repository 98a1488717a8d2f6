package org.ncollapse.experiment;

import org.ncollapse.capture.CaptureSchedule;
import org.ncollapse.data.Outline;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.training.InferencePass;

/**
 * How fast this machine goes about an experiment, in seconds.
 *
 * @param opening to read the images and build the network
 * @param step a training step
 * @param capture an epoch that is measured, whatever its samples: the factors of matrices, the tables
 * @param sample such an epoch more for each training sample, with its share of the test split
 */
public record Pace(double opening, double step, double capture, double sample) {

    /** Java's start, figures and page: about so long on two cores. */
    private static final double AROUND = 6;

    /**
     * What a run comes to at this pace, its fit apart.
     *
     * @param epochs the bound
     * @param captures epochs that are measured
     * @param training seconds for all steps, and for the look for misclassified samples behind each epoch
     * @param measured seconds for all captures
     * @param around seconds before and behind
     */
    public record Course(int epochs, int captures, double training, double measured, double around) {

        /** In seconds. */
        public double total() {
            return training + measured + around;
        }
    }

    /** The course of the whole experiment, if it goes on to the bound of its epochs. */
    public Course course(Experiment experiment, Outline data) {
        int epochs = experiment.training().epochs();
        int batch = Math.min(experiment.training().batchSize(), data.train());
        long steps = (data.train() + batch - 1) / batch;
        // While there are many misclassified samples the look for one ends with the first batch.
        double scan = sample
                * Math.min(data.train(), InferencePass.batchSize(!(experiment.network() instanceof NetworkSpec.Mlp)));
        int captures = new CaptureSchedule(experiment.capture(), epochs).most();
        return new Course(
                epochs,
                captures,
                epochs * (steps * step + scan),
                captures * (capture + sample * data.train()),
                AROUND + opening);
    }
}
