package org.ncollapse.network.kernel;

import java.util.List;

/** The steps of training, epoch by epoch. */
public interface TrainingLoop {

    /**
     * Starts an epoch.
     *
     * @param order the image at each position; batches are taken in this order
     * @param learningRates η of each of the epoch's steps
     * @param firstStep the number of steps to skip
     * @param stepsBefore the number of steps of all epochs before
     */
    void startEpoch(int[] order, double[] learningRates, int firstStep, long stepsBefore);

    /**
     * Runs the next steps: one on the CPU; on a GPU as many as take some 50 ms, and not past the end of the epoch.
     * Steps after one whose loss is not finite are of no use.
     *
     * @return the result of each of them
     */
    List<BatchResult> runSteps();
}
