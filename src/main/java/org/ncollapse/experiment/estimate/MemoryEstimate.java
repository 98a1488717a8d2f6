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
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.Tap;
import org.ncollapse.training.InferencePass;

/**
 * What a run's process takes at its peak, from its experiment alone: no image is read, no network built; a few
 * milliseconds.
 *
 * <p>Meant not to be exceeded: it adds up what does not all happen at once. Foretold and seen (the process's peak of
 * resident memory, two threads, MiB): the quick start 560, 458; MLP 1024-512-256 on all of MNIST, no fit, 636, 493; MLP
 * 512-512-256 on a twelfth of it, with its fit, 705, 600; MLP 4096-4096-2048 on the same, no fit, 2826, 2183; ResNet18
 * of width 16 on CIFAR-10 in batches of 128 and 512, 893, 729 and 1488, 1240; of width 64, 1758, 1382; of width 16 on
 * MNIST with ND4J's layers, 817, 744. A run that asks for a fit and never comes to zero error takes half of what was
 * foretold. On a card, what lies in the card's memory is counted as if it lay in the machine's, and CUDA's own
 * libraries are not.
 *
 * @param heapBytes bytes that Java's heap needs
 * @param offHeapBytes bytes outside it: the JVM, the natives and what they work on
 */
public record MemoryEstimate(long heapBytes, long offHeapBytes) {

    private static final long MEBIBYTE = 1 << 20;

    /** A JVM with all libraries loaded, outside its heap. */
    private static final long BASE = 260 * MEBIBYTE;

    /** Heap of a run with next to no data, its figures and page; and what a fit takes besides. */
    private static final long HEAP_BASE = 120 * MEBIBYTE;

    private static final long HEAP_OF_FIT = 60 * MEBIBYTE;

    /** A fit reads the samples that models start from in double precision, sorts them, and moves copies of a part. */
    private static final int COPIES_IN_FIT = 5;

    /** Java lets garbage lie until its heap is full, and makes the heap larger than what is alive by then. */
    private static final double HEAP_SPARE = 1.4;

    /** Rooms for slopes at one time: a block's sum has one on either way, and each step one for its result. */
    private static final int ROOMS = 4;

    /** Of class moments: rows of doubles beside their square, which lie in two blocks and some buffers. */
    private static final int MOMENTS_ROWS = 800;

    /** The whole process, in bytes. */
    public long totalBytes() {
        return heapBytes + offHeapBytes;
    }

    /**
     * The need of one run.
     *
     * @throws org.ncollapse.io.BadInputException where the data set or a tap is unknown, or an image folder is not
     *     there
     */
    public static MemoryEstimate of(Experiment experiment, DatasetStore datasets) {
        String strange = experiment.capture().oodDataset();
        return of(
                experiment,
                datasets.summarize(experiment.dataset()),
                strange == null ? null : datasets.summarize(new DatasetSpec(strange, null, null)));
    }

    private static MemoryEstimate of(Experiment experiment, DatasetSummary data, DatasetSummary strange) {
        ImageShape shape = data.shape();
        NetworkSize network = NetworkSize.of(
                experiment.network(),
                shape,
                data.classes(),
                experiment.capture().taps());
        boolean maps = !(experiment.network() instanceof NetworkSpec.Mlp);
        boolean fits = !experiment.ufm().isEmpty();
        int step = Math.min(experiment.training().batchSize(), data.trainSize());
        int measured = InferencePass.batchSize(maps);
        long images = images(data) + (strange == null ? 0 : images(strange) + (long) strange.testSize() * shape.size());
        long batches = (long) Float.BYTES
                * (step + measured)
                * (shape.size()
                        + network.tapWidths().stream().mapToLong(width -> width).sum());
        long hidden = 2
                * Float.BYTES
                * network.lastHiddenWeights(); // A copy for each captured epoch's file, and that before it.
        double heap = HEAP_BASE
                + (fits ? HEAP_OF_FIT : 0)
                + HEAP_SPARE
                        * (images
                                + batches
                                + hidden
                                + heapOfStatistics(network.tapWidths())
                                + (fits ? 1 + COPIES_IN_FIT : 1) * samples(network.tapWidths(), data));
        // ND4J's operations bring maps into other orders and back.
        long passes = (experiment.compute().kernels() == ComputeSpec.KernelLibrary.ND4J ? 2 : 1)
                * passes(network, maps, step, measured);
        long beside = BASE
                + parameters(network, experiment.compute().threads())
                + passes
                + statistics(network.tapWidths())
                + spool(experiment, network.tapWidths(), data);
        return new MemoryEstimate((long) heap, beside);
    }

    /** Bytes and labels: all that is read, and a part of it beside where that is taken. */
    private static long images(DatasetSummary data) {
        long part = data.trainSize() == data.availableTrain() ? 0 : data.trainSize();
        return (data.availableTrain() + part + data.testSize()) * (data.shape().size() + (long) Integer.BYTES);
    }

    /**
     * Weights, slopes, velocity, and the copy that is saved; the largest layer's weights in other orders, and each
     * thread's slopes of them.
     */
    private static long parameters(NetworkSize network, int threads) {
        return Float.BYTES * (4 * network.parameters() + (2L + threads) * network.largestLayerParameters());
    }

    /** What layers put out and what goes down; with maps, signs of ReLUs for each size of batch. */
    private static long passes(NetworkSize network, boolean maps, int step, int measured) {
        long rows = Math.max(step, measured);
        return Float.BYTES * rows * (network.storedActivations() + ROOMS * network.largestActivation())
                + (maps ? (step + measured) * network.storedActivations() / 2 : 0);
    }

    /** Both splits' covariances at every tap, and of one of them its copies and eigenvectors. */
    private static long heapOfStatistics(List<Integer> widths) {
        return 2 * widths.stream().mapToLong(MemoryEstimate::square).sum()
                + 3 * widths.stream().mapToLong(MemoryEstimate::square).max().orElseThrow();
    }

    /** Moments at every tap while features stream by; or else what LAPACK works on. */
    private static long statistics(List<Integer> widths) {
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

    /** Features that models start from. */
    private static long samples(List<Integer> widths, DatasetSummary data) {
        return widths.stream()
                .mapToLong(width ->
                        Math.min(FeatureProbe.START_SAMPLES_BYTES, (long) Float.BYTES * width * data.trainSize()))
                .sum();
    }

    private static long spool(Experiment experiment, List<Integer> widths, DatasetSummary data) {
        List<String> taps = experiment.capture().taps();
        long bytes = 0;
        for (int tap = 0; tap < taps.size(); tap++) {
            if (taps.get(tap).equals(Tap.PENULTIMATE)
                    || !experiment.capture().saveFeatures().isEmpty()) {
                bytes += Math.min(
                        FeatureProbe.SPOOL_MEMORY_BYTES / taps.size(),
                        (long) Float.BYTES * widths.get(tap) * Math.max(data.trainSize(), data.testSize()));
            }
        }
        return bytes;
    }
}
