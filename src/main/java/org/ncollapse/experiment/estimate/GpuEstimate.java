package org.ncollapse.experiment.estimate;

import org.ncollapse.data.DatasetStore;
import org.ncollapse.data.DatasetSummary;
import org.ncollapse.network.NetworkSize;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.Experiment;
import org.ncollapse.training.GpuMemoryEstimate;

/**
 * What a run with {@code compute.kernels: cuda} needs of its GPU.
 *
 * @param memoryBytes the peak of its GPU memory, without CUDA's context; an upper bound
 * @param runsAtOnce how many such runs a GPU computes faster at once than one after the other
 */
public record GpuEstimate(long memoryBytes, int runsAtOnce) {

    /**
     * The multiplications and additions of a step that occupy a large GPU: five milliseconds at 50 TFLOP/s. A step with
     * fewer leaves multiprocessors idle, because its kernels are small and each waits for the one before.
     */
    private static final double FULL_STEP = 1.2e11;

    /** A forward and a backward pass, in units of a forward pass. */
    private static final int PASSES = 3;

    /** More runs would hardly be faster: the kernels of eight come close together. */
    public static final int MAX_RUNS = 8;

    /**
     * Estimates one run, from its experiment alone.
     *
     * @throws org.ncollapse.io.BadInputException if the data set or a tap is unknown, or an image folder does not exist
     */
    public static GpuEstimate of(Experiment experiment, DatasetStore datasets) {
        DatasetSummary data = datasets.summarize(experiment.dataset());
        String oodName = experiment.capture().oodDataset();
        int oodSize = oodName == null
                ? 0
                : datasets.summarize(DatasetSpec.of(oodName)).testSize();
        NetworkSize network = NetworkSize.of(
                experiment.network(),
                data.shape(),
                data.classes(),
                experiment.capture().taps());
        double step = (double) PASSES
                * network.multiplyAdds()
                * Math.min(experiment.training().batchSize(), data.trainSize());
        return new GpuEstimate(
                GpuMemoryEstimate.bytes(
                        experiment, data.shape(), data.classes(), data.trainSize(), data.testSize(), oodSize),
                (int) Math.max(1, Math.min(MAX_RUNS, FULL_STEP / step)));
    }
}
