package org.ncollapse.network.kernel.cuda;

import java.util.Optional;
import org.ncollapse.network.kernel.cuda.driver.PinnedMemory;
import org.ncollapse.stats.FeatureBatch;
import org.ncollapse.stats.PartialMoments;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The features of one call of a pass at one tap, and their class moments: computed in the GPU's memory, and copied to
 * the host.
 */
final class TapOutput {

    /** What one call is copied to. While a consumer reads one, the next call is copied to the other. */
    private static final class HostCopy {
        private final PinnedMemory features;
        private final PinnedMemory moments;
        private float[] array = {};

        private HostCopy(PinnedMemory features, PinnedMemory moments) {
            this.features = features;
            this.moments = moments;
        }

        private float[] features(int count) {
            if (array.length < count) {
                array = new float[count];
            }
            features.read(0, array, 0, count);
            return array;
        }
    }

    private final CudaEngine engine;
    private final int width;
    private final long features;
    private final CudaClassMoments moments;
    private final HostCopy[] copies = new HostCopy[2];
    private int latest;

    /** @param maxRows the most samples of a call */
    TapOutput(CudaEngine engine, int classes, int width, int maxRows) {
        this.engine = engine;
        this.width = width;
        long bytes = (long) maxRows * width * Float.BYTES;
        features = engine.allocate(bytes);
        moments = new CudaClassMoments(engine, classes, width, maxRows);
        for (int i = 0; i < copies.length; i++) {
            copies[i] = new HostCopy(
                    engine.context().allocatePinned(bytes), engine.context().allocatePinned(moments.resultBytes()));
        }
    }

    CudaClassMoments moments() {
        return moments;
    }

    /** Queues the storing of one batch. */
    void store(INDArray output, long indexInCall, int batchSize) {
        int rows = (int) output.size(0);
        engine.kernel("store_rows")
                .arrays(output)
                .addresses(features, indexInCall)
                .integers(batchSize, rows, width)
                .run(CudaEngine.blocks((long) rows * width, 256));
    }

    /** Queues the moments of the stored features and the copies. */
    void queueCopies(SamplesByClass samples, int rows, long partials) {
        latest = 1 - latest;
        moments.queue(features, samples, rows, partials, copies[latest].moments);
        engine.context().queueCopyToHost(features, copies[latest].features, (long) rows * width * Float.BYTES);
    }

    /** The copies, once all queued work has ended. */
    FeatureBatch latest(int[] labels, long[] counts) {
        HostCopy copy = copies[latest];
        return new FeatureBatch() {
            private float[] array;

            @Override
            public int rows() {
                return labels.length;
            }

            @Override
            public int[] labels() {
                return labels;
            }

            @Override
            public float[] features() {
                if (array == null) {
                    array = copy.features(rows() * width);
                }
                return array;
            }

            @Override
            public void copyRow(int row, float[] into, int at) {
                copy.features.read((long) row * width * Float.BYTES, into, at, width);
            }

            @Override
            public Optional<PartialMoments> moments() {
                return Optional.of(moments.read(copy.moments, counts));
            }
        };
    }
}
