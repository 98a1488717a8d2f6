package org.ncollapse.network.kernel.onednn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.ParameterGroup;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One pass over the flat vectors, a slice at a time: five streams of memory, at the speed of a copy. The arithmetic is
 * done in heap arrays, where the compiler makes vector instructions of it; a slice goes there and back within the
 * first-level cache.
 */
final class HostSgdStep implements Kernels.SgdStep {

    /** Numbers in a slice: three arrays of it fit a core's first-level cache. */
    private static final int SLICE = 2048;

    /**
     * What a weight or a velocity may as well not be. Weights that nothing but their penalty moves (of units that have
     * died, of pixels that are always black) decay for ever, and once they are below the smallest normal number every
     * product with them takes tens of times as long.
     */
    private static final float FLUSH_THRESHOLD = 1e-20f;

    private final INDArray parameters;
    private final INDArray slopes;
    private final FloatBuffer velocity;
    private final float momentum;
    private final List<ParameterGroup> slices = new ArrayList<>();
    private final ThreadBuffers[] lanes;

    /** What one thread works in. */
    private static final class ThreadBuffers {
        private final float[] weights = new float[SLICE];
        private final float[] slope = new float[SLICE];
        private final float[] velocity = new float[SLICE];
    }

    HostSgdStep(INDArray parameters, INDArray slopes, List<ParameterGroup> stretches, double momentum, int threads) {
        this.parameters = parameters;
        this.slopes = slopes;
        // Unlike the view of an array's memory below, a buffer of Java's own keeps its memory.
        velocity = ByteBuffer.allocateDirect(Math.toIntExact(parameters.length() * Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        this.momentum = (float) momentum;
        for (ParameterGroup stretch : stretches) {
            for (int from = 0; from < stretch.length(); from += SLICE) {
                slices.add(new ParameterGroup(
                        stretch.offset() + from,
                        Math.min(SLICE, stretch.length() - from),
                        stretch.trained(),
                        stretch.weightDecay()));
            }
        }
        lanes = IntStream.range(0, threads)
                .mapToObj(thread -> new ThreadBuffers())
                .toArray(ThreadBuffers[]::new);
    }

    @Override
    public void apply(double rate, int batchSize) {
        FloatBuffer weights = asFloatBuffer(parameters);
        FloatBuffer gradients = asFloatBuffer(slopes);
        IntStream.range(0, lanes.length).parallel().forEach(lane -> {
            int end = slices.size() * (lane + 1) / lanes.length;
            for (int i = slices.size() * lane / lanes.length; i < end; i++) {
                apply(weights, gradients, slices.get(i), lanes[lane], (float) rate, 1f / batchSize);
            }
        });
    }

    static FloatBuffer asFloatBuffer(INDArray flat) {
        return ((FloatPointer) flat.data().pointer()).asBuffer();
    }

    @Override
    public FloatVector velocity() {
        return new HostFloatVector(velocity);
    }

    private void apply(
            FloatBuffer weights,
            FloatBuffer gradients,
            ParameterGroup slice,
            ThreadBuffers lane,
            float rate,
            float share) {
        int offset = slice.offset();
        int length = slice.length();
        weights.get(offset, lane.weights, 0, length);
        gradients.get(offset, lane.slope, 0, length);
        if (slice.trained()) {
            velocity.get(offset, lane.velocity, 0, length);
            descend(lane.weights, lane.slope, lane.velocity, length, momentum, rate, share, (float)
                    slice.weightDecay());
            velocity.put(offset, lane.velocity, 0, length);
        } else {
            for (int j = 0; j < length; j++) {
                lane.weights[j] -= lane.slope[j];
            }
        }
        weights.put(offset, lane.weights, 0, length);
    }

    private static void descend(
            float[] weights,
            float[] slope,
            float[] velocity,
            int length,
            float momentum,
            float rate,
            float share,
            float decay) {
        for (int j = 0; j < length; j++) {
            float v = flushToZero(momentum * velocity[j] + (slope[j] * share + decay * weights[j]));
            velocity[j] = v;
            weights[j] = flushToZero(weights[j] - rate * v);
        }
    }

    /**
     * Zero for what is smaller than {@link #FLUSH_THRESHOLD}; to the bit itself from 2e-13 on. Without a branch, for
     * the loop to stay one of vectors.
     */
    private static float flushToZero(float number) {
        return Math.max(number, FLUSH_THRESHOLD) + Math.min(number, -FLUSH_THRESHOLD);
    }
}
