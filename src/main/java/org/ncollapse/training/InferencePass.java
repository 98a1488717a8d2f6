package org.ncollapse.training;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.network.Network;
import org.ncollapse.network.kernel.ErrorCount;
import org.ncollapse.network.kernel.ErrorCounter;
import org.ncollapse.network.kernel.InferenceLoop;
import org.ncollapse.network.kernel.InferenceResult;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.Tap;
import org.ncollapse.stats.FeatureBatch;
import org.ncollapse.stats.HeadEvaluator;

/**
 * Passes a split through the network in the split's order, with fixed weights and in inference mode.
 *
 * <p>All passes use the same batch size. The last bits of the features depend on it, and with two sizes the check for
 * zero training error and the measured error could disagree.
 */
public final class InferencePass {

    private static final List<String> HEAD_INPUT = List.of(Tap.PENULTIMATE);

    /** Small enough that all feature maps of a ResNet fit in memory at once. */
    private static final int CNN_BATCH_SIZE = 128;

    /** Large enough for fast matrix products in an MLP: a fifth faster than 128. */
    private static final int MLP_BATCH_SIZE = 512;

    private final Network network;
    private final Standardizer standardizer;
    private final StopSignal stopSignal;
    private final ComputeSpec compute;
    private final IdentityHashMap<ImageSplit, Optional<ErrorCounter>> counters = new IdentityHashMap<>();
    /** By split, whose contents are large, and by taps. */
    private final IdentityHashMap<ImageSplit, Map<List<String>, InferenceLoop>> loops = new IdentityHashMap<>();

    /**
     * @param standardizer the training split's, also for other splits
     * @param stopSignal ends a pass between two batches
     * @param compute the device of the network; on a GPU, features of one batch are processed on another thread while
     *     the GPU computes the next batch
     */
    public InferencePass(Network network, Standardizer standardizer, StopSignal stopSignal, ComputeSpec compute) {
        this.network = network;
        this.standardizer = standardizer;
        this.stopSignal = stopSignal;
        this.compute = compute;
    }

    /** Returns the batch size of all passes through a network. */
    public static int batchSize(NetworkSpec network) {
        return network.hasFeatureMaps() ? CNN_BATCH_SIZE : MLP_BATCH_SIZE;
    }

    /**
     * Sends the features of each tap to a consumer, batch by batch.
     *
     * @param split its labels are below the number of the network's classes
     * @param consumers one for each tap, in the same order
     */
    public void run(ImageSplit split, List<String> taps, List<? extends Consumer<FeatureBatch>> consumers) {
        forEachBatch(split, taps, features -> {
            for (int tap = 0; tap < taps.size(); tap++) {
                consumers.get(tap).accept(features.get(tap));
            }
            return true;
        });
    }

    /** Returns whether no sample is misclassified. The pass ends after the first batch with a misclassified sample. */
    boolean hasZeroError(ImageSplit split) {
        Optional<ErrorCounter> counter = counters.computeIfAbsent(
                split,
                key -> network.errorCounter(new StandardizedImages(split, standardizer), batchSize(network.spec())));
        return counter.map(this::countsZero).orElseGet(() -> hostCountsZero(split));
    }

    private boolean countsZero(ErrorCounter counter) {
        for (int batch = 0; batch < counter.batches(); ) {
            stopSignal.throwIfRequested();
            ErrorCount count = counter.run(batch);
            if (count.errors() > 0) {
                return false;
            }
            batch += count.batches();
        }
        return true;
    }

    private boolean hostCountsZero(ImageSplit split) {
        try (HeadEvaluator evaluator = new HeadEvaluator(network.head())) {
            return forEachBatch(split, HEAD_INPUT, features -> {
                evaluator.accept(features.get(0));
                // The error is NaN if a logit is not finite, which is not zero error.
                return evaluator.error() == 0;
            });
        }
    }

    /**
     * Returns whether the consumer returned true for every batch.
     *
     * @param consumer takes the features at each tap; returning false ends the pass
     */
    private boolean forEachBatch(ImageSplit split, List<String> taps, Predicate<List<FeatureBatch>> consumer) {
        InferenceLoop loop = loops.computeIfAbsent(split, key -> new HashMap<>())
                .computeIfAbsent(
                        taps,
                        key -> network.inferenceLoop(
                                new StandardizedImages(split, standardizer), batchSize(network.spec()), taps));
        // Only this thread uses the kernels: the features are copies on the host. A copy may be written again two
        // batches later, when its consumer has returned.
        try (AsyncConsumer asyncConsumer = new AsyncConsumer(compute)) {
            for (int batch = 0; asyncConsumer.shouldContinue() && batch < loop.batches(); ) {
                stopSignal.throwIfRequested();
                InferenceResult result = loop.run(batch);
                asyncConsumer.submit(() -> consumer.test(result.features()));
                batch += result.batches();
            }
            return asyncConsumer.await();
        }
    }
}
