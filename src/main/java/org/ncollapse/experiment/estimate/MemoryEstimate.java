package org.ncollapse.experiment.estimate;

import java.util.List;
import org.ncollapse.capture.FeatureProbe;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.data.DatasetSummary;
import org.ncollapse.network.NetworkSize;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.Tap;
import org.ncollapse.training.InferencePass;

/**
 * Estimates the peak memory of a run's process from its experiment, in a few milliseconds: no image is read and no
 * network is built.
 *
 * <p>The estimate is an upper bound: it adds up parts that are not used at the same time. For eight experiments, from
 * the quick start to a ResNet18 of width 64, it was 1.10 to 1.29 times the measured peak of resident memory. A run with
 * a fit that never reaches zero error needs half of the estimate. With {@code compute.kernels: cuda}, arrays of the GPU
 * are not counted ({@link org.ncollapse.training.GpuMemoryEstimate}). With {@code nd4j} on a GPU, they are counted as
 * the machine's, and CUDA's libraries are not counted.
 *
 * @param heapBytes the bytes that the Java heap needs
 * @param offHeapBytes the bytes outside the heap: the JVM, native libraries and their arrays
 */
public record MemoryEstimate(long heapBytes, long offHeapBytes) {

    private static final long MEBIBYTE = 1 << 20;

    /** The JVM with all libraries loaded, without its heap. */
    private static final long BASE = 260 * MEBIBYTE;

    /** CUDA's libraries, their part of a context, and memory that the GPU copies into; not measured. */
    private static final long CUDA_BASE = 500 * MEBIBYTE;

    /** The heap of a run with almost no data, including its figures and page. */
    private static final long HEAP_BASE = 120 * MEBIBYTE;

    private static final long HEAP_OF_FIT = 60 * MEBIBYTE;

    /** Copies during a fit: the initial samples in double precision, sorted, and partially copied again. */
    private static final int COPIES_IN_FIT = 5;

    /** The heap is larger than the live objects, because Java collects garbage only when it is full. */
    private static final double HEAP_FACTOR = 1.4;

    /** Gradient buffers at one time: one per branch of a residual block, and one for the result of each layer. */
    private static final int GRADIENT_BUFFERS = 4;

    /** Rows of doubles in the blocks and buffers of class moments, besides the square matrix. */
    private static final int MOMENTS_ROWS = 800;

    /** The whole process, in bytes. */
    public long totalBytes() {
        return heapBytes + offHeapBytes;
    }

    /**
     * Estimates the memory of one run.
     *
     * @throws org.ncollapse.io.BadInputException if the data set or a tap is unknown, or an image folder does not exist
     */
    public static MemoryEstimate of(Experiment experiment, DatasetStore datasets) {
        String oodName = experiment.capture().oodDataset();
        return of(
                experiment,
                datasets.summarize(experiment.dataset()),
                oodName == null ? null : datasets.summarize(DatasetSpec.of(oodName)));
    }

    private static MemoryEstimate of(Experiment experiment, DatasetSummary data, DatasetSummary ood) {
        ImageShape shape = data.shape();
        NetworkSize network = NetworkSize.of(
                experiment.network(),
                shape,
                data.classes(),
                experiment.capture().taps());
        boolean hasFeatureMaps = experiment.network().hasFeatureMaps();
        boolean fits = !experiment.ufm().isEmpty();
        int batchSize = Math.min(experiment.training().batchSize(), data.trainSize());
        int inferenceBatchSize = InferencePass.batchSize(experiment.network());
        long images = images(data) + (ood == null ? 0 : images(ood) + (long) ood.testSize() * shape.size());
        long batches = (long) Float.BYTES
                * (batchSize + inferenceBatchSize)
                * (shape.size()
                        + network.tapWidths().stream().mapToLong(width -> width).sum());
        // Two copies: for the file of a captured epoch, and for the previous file.
        long hidden = 2 * Float.BYTES * network.lastHiddenWeights();
        double heap = HEAP_BASE
                + (fits ? HEAP_OF_FIT : 0)
                + HEAP_FACTOR
                        * (images
                                + batches
                                + hidden
                                + covarianceBytes(network.tapWidths())
                                + (fits ? 1 + COPIES_IN_FIT : 1) * initialSampleBytes(network.tapWidths(), data));
        boolean onGpu = experiment.compute().kernels() == ComputeSpec.KernelLibrary.CUDA;
        // ND4J's operations convert feature maps to other layouts and back.
        long activations = (experiment.compute().kernels() == ComputeSpec.KernelLibrary.ND4J ? 2 : 1)
                * activations(network, hasFeatureMaps, batchSize, inferenceBatchSize);
        long offHeap = BASE
                + (onGpu
                        ? CUDA_BASE + 2 * Float.BYTES * network.parameters() // Initial weights, and a checkpoint.
                        : parameterBytes(experiment, network) + activations)
                + momentBytes(network.tapWidths())
                + featureBufferBytes(experiment, network.tapWidths(), data);
        return new MemoryEstimate((long) heap, offHeap);
    }

    /** Pixels and labels: those of all images that are read, and those of the subset if only a part is used. */
    private static long images(DatasetSummary data) {
        long part = data.trainSize() == data.availableTrain() ? 0 : data.trainSize();
        return (data.availableTrain() + part + data.testSize()) * (data.shape().size() + (long) Integer.BYTES);
    }

    /**
     * Weights, gradients, the optimizer's vectors, and the copy for a checkpoint; the largest layer's weights in other
     * layouts, and their gradient in each thread.
     */
    private static long parameterBytes(Experiment experiment, NetworkSize network) {
        return Float.BYTES
                * ((3L + experiment.optimizer().kind().state().size()) * network.parameters()
                        + (2L + experiment.compute().threads()) * network.largestLayerParameters());
    }

    /** Activations and gradients; for feature maps, also the signs of ReLUs for each batch size. */
    private static long activations(
            NetworkSize network, boolean hasFeatureMaps, int batchSize, int inferenceBatchSize) {
        long rows = Math.max(batchSize, inferenceBatchSize);
        return Float.BYTES * rows * (network.storedActivations() + GRADIENT_BUFFERS * network.largestActivation())
                + (hasFeatureMaps ? (batchSize + inferenceBatchSize) * network.storedActivations() / 2 : 0);
    }

    /** The covariances of both splits at every tap, and copies and eigenvectors of one of them. */
    private static long covarianceBytes(List<Integer> widths) {
        return 2 * widths.stream().mapToLong(MemoryEstimate::square).sum()
                + 3 * widths.stream().mapToLong(MemoryEstimate::square).max().orElseThrow();
    }

    /** Moments at every tap during a capture, or the work arrays of LAPACK, whichever is larger. */
    private static long momentBytes(List<Integer> widths) {
        long moments = widths.stream()
                .mapToLong(width -> square(width) + (long) Double.BYTES * MOMENTS_ROWS * width)
                .sum();
        return Math.max(
                moments,
                3 * widths.stream().mapToLong(MemoryEstimate::square).max().orElseThrow());
    }

    private static long square(int width) {
        return (long) Double.BYTES * width * width;
    }

    /** The initial samples of the UFM models. */
    private static long initialSampleBytes(List<Integer> widths, DatasetSummary data) {
        return widths.stream()
                .mapToLong(width ->
                        Math.min(FeatureProbe.INITIAL_SAMPLES_BYTES, (long) Float.BYTES * width * data.trainSize()))
                .sum();
    }

    private static long featureBufferBytes(Experiment experiment, List<Integer> widths, DatasetSummary data) {
        List<String> taps = experiment.capture().taps();
        long bytes = 0;
        for (int tap = 0; tap < taps.size(); tap++) {
            if (taps.get(tap).equals(Tap.PENULTIMATE)
                    || experiment.capture().saveFeatures().maxCount() > 0) {
                bytes += Math.min(
                        FeatureProbe.FEATURE_BUFFER_BYTES / taps.size(),
                        (long) Float.BYTES * widths.get(tap) * Math.max(data.trainSize(), data.testSize()));
            }
        }
        return bytes;
    }
}
