package org.ncollapse.training;

import java.util.stream.IntStream;
import org.ncollapse.network.NetworkSize;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ImageShape;

/**
 * Estimates the GPU memory that a run with {@code compute.kernels: cuda} needs at its peak, from its experiment: no
 * image is read and no network is built. The estimate is an upper bound of the arrays that the kernels allocate.
 */
public final class GpuMemoryEstimate {

    private static final long MEBIBYTE = 1 << 20;

    /** What a process takes on a GPU before it allocates anything: CUDA's context. */
    public static final long CONTEXT_BYTES = 512 * MEBIBYTE;

    /** A run's kernels and captured graphs. */
    private static final long CODE_BYTES = 24 * MEBIBYTE;

    /** The parts of a sum of a convolution's weight gradient: two blocks of 128 × 128 for each multiprocessor. */
    private static final long WEIGHT_GRADIENT_PARTS = 20 * MEBIBYTE;

    /** Gradient buffers at one time: one per branch of a residual block, and one for the result of each layer. */
    private static final int GRADIENT_BUFFERS = 4;

    /** Parameters and gradients, besides the vectors of the optimizer. */
    private static final int PARAMETER_COPIES = 2;

    /** A convolution's weights in the two orders that products read; twice, while they move to one array. */
    private static final int PACKED_COPIES = 4;

    /** The memory for features of one pass over a split, unless one batch needs more. */
    private static final long FEATURE_BYTES = 32 * MEBIBYTE;

    /** Samples of each part into which a scatter matrix is split. */
    private static final int SAMPLES_PER_SPLIT = 256;

    /** Elements of all parts of a scatter matrix on the GPU with the most multiprocessors. */
    private static final long MAX_SCATTER_PARTS = 5 * MEBIBYTE;

    /** Parts into which the sums of a class are split. */
    private static final int CLASS_CHUNKS = 16;

    /** Labels, order, and the predicted class of each image. */
    private static final int BYTES_PER_LABEL = 3 * Integer.BYTES;

    private GpuMemoryEstimate() {}

    /**
     * Returns the bytes that a run needs, without CUDA's context.
     *
     * @param image the shape of the images
     * @param trainSize the number of training images
     * @param otherSizes the number of images of each other split that the run measures
     * @throws org.ncollapse.io.BadInputException if the network has no layer for a tap
     */
    public static long bytes(Experiment experiment, ImageShape image, int classes, int trainSize, int... otherSizes) {
        NetworkSize network = NetworkSize.of(
                experiment.network(), image, classes, experiment.capture().taps());
        boolean hasFeatureMaps = experiment.network().hasFeatureMaps();
        long trainRows = Math.min(experiment.training().batchSize(), trainSize);
        int inferenceBatchSize = InferencePass.batchSize(experiment.network());
        int[] sizes = IntStream.concat(IntStream.of(trainSize), IntStream.of(otherSizes))
                .toArray();
        long rows = Math.max(
                trainRows,
                Math.min(inferenceBatchSize, IntStream.of(sizes).max().orElseThrow()));
        long parameters = network.parameters()
                        * (PARAMETER_COPIES
                                + experiment.optimizer().kind().state().size()
                                + (hasFeatureMaps ? PACKED_COPIES : 0))
                + network.largestLayerParameters();
        long activations = rows * (image.size() + network.storedActivations())
                + trainRows * GRADIENT_BUFFERS * network.largestActivation();
        long features = IntStream.of(sizes)
                .mapToLong(size -> passBytes(network, classes, inferenceBatchSize, size))
                .sum();
        long images = IntStream.of(sizes).asLongStream().sum() * (image.size() + BYTES_PER_LABEL);
        return CODE_BYTES
                + (hasFeatureMaps ? WEIGHT_GRADIENT_PARTS : 0)
                + Float.BYTES * (parameters + activations)
                + features
                + images;
    }

    /** The features of one call of a pass, their class moments, and partial sums of these. */
    private static long passBytes(NetworkSize network, long classes, int batchSize, long splitSize) {
        if (splitSize == 0) {
            return 0;
        }
        long perSample = Float.BYTES
                * network.tapWidths().stream().mapToLong(width -> width).sum();
        long rows = Math.min(splitSize, batchSize * Math.max(1, FEATURE_BYTES / (perSample * batchSize)));
        long moments = 0;
        long partials = 0;
        for (long width : network.tapWidths()) {
            long scatter = width * width;
            moments += Double.BYTES * (2 * classes * width + classes + scatter);
            long splits = Math.max(1, rows / SAMPLES_PER_SPLIT) * scatter;
            partials = Math.max(
                    partials,
                    Double.BYTES
                            * Math.max(
                                    CLASS_CHUNKS * classes * width,
                                    Math.min(splits, Math.max(scatter, MAX_SCATTER_PARTS))));
        }
        return perSample * rows + moments + partials;
    }
}
