package org.ncollapse.network.kernel.onednn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.ParameterGroup;
import org.ncollapse.network.kernel.SgdStep;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One pass over the flat vectors, slice by slice. It reads three arrays and writes two, and its speed is limited by the
 * memory bandwidth. The arithmetic runs on heap arrays, for which the compiler emits vector instructions; a slice fits
 * the first-level cache.
 */
final class HostSgdStep implements SgdStep {

    /** Elements of a slice: three arrays of this size fit a core's first-level cache. */
    private static final int SLICE = 2048;

    /**
     * Weights and velocities of smaller magnitude are flushed to zero. Weights that only weight decay changes (of dead
     * units, of pixels that are always black) decay forever. Below the smallest normal number every product with them
     * would take tens of times as long.
     */
    private static final float FLUSH_THRESHOLD = 1e-20f;

    private final INDArray parameters;
    private final INDArray gradients;
    private final FloatBuffer velocity;
    private final float momentum;
    private final List<Slice> slices = new ArrayList<>();
    private final ThreadBuffers[] threadBuffers;

    /** A part of one group that fits the buffers. */
    private record Slice(int offset, int length, ParameterGroup group) {}

    /** The buffers of one thread. */
    private static final class ThreadBuffers {
        private final float[] weights = new float[SLICE];
        private final float[] gradients = new float[SLICE];
        private final float[] velocity = new float[SLICE];
    }

    HostSgdStep(INDArray parameters, INDArray gradients, List<ParameterGroup> groups, double momentum, int threads) {
        this.parameters = parameters;
        this.gradients = gradients;
        // A direct buffer owns its memory, unlike the view of an array's memory below.
        velocity = ByteBuffer.allocateDirect(Math.toIntExact(parameters.length() * Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        this.momentum = (float) momentum;
        for (ParameterGroup group : groups) {
            for (int from = 0; from < group.length(); from += SLICE) {
                slices.add(new Slice(group.offset() + from, Math.min(SLICE, group.length() - from), group));
            }
        }
        threadBuffers = IntStream.range(0, threads)
                .mapToObj(thread -> new ThreadBuffers())
                .toArray(ThreadBuffers[]::new);
    }

    @Override
    public void apply(double learningRate, int batchSize) {
        FloatBuffer weightBuffer = asFloatBuffer(parameters);
        FloatBuffer gradientBuffer = asFloatBuffer(gradients);
        IntStream.range(0, threadBuffers.length).parallel().forEach(thread -> {
            int end = slices.size() * (thread + 1) / threadBuffers.length;
            for (int i = slices.size() * thread / threadBuffers.length; i < end; i++) {
                apply(
                        weightBuffer,
                        gradientBuffer,
                        slices.get(i),
                        threadBuffers[thread],
                        (float) learningRate,
                        1f / batchSize);
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
            FloatBuffer weightBuffer,
            FloatBuffer gradientBuffer,
            Slice slice,
            ThreadBuffers thread,
            float learningRate,
            float inverseBatchSize) {
        int offset = slice.offset();
        int length = slice.length();
        weightBuffer.get(offset, thread.weights, 0, length);
        gradientBuffer.get(offset, thread.gradients, 0, length);
        if (slice.group().trained()) {
            velocity.get(offset, thread.velocity, 0, length);
            update(
                    thread.weights,
                    thread.gradients,
                    thread.velocity,
                    length,
                    momentum,
                    learningRate,
                    inverseBatchSize,
                    (float) slice.group().weightDecay());
            velocity.put(offset, thread.velocity, 0, length);
        } else {
            for (int j = 0; j < length; j++) {
                thread.weights[j] -= thread.gradients[j];
            }
        }
        weightBuffer.put(offset, thread.weights, 0, length);
    }

    private static void update(
            float[] weights,
            float[] gradients,
            float[] velocity,
            int length,
            float momentum,
            float learningRate,
            float inverseBatchSize,
            float decay) {
        for (int j = 0; j < length; j++) {
            float v = flushToZero(momentum * velocity[j] + (gradients[j] * inverseBatchSize + decay * weights[j]));
            velocity[j] = v;
            weights[j] = flushToZero(weights[j] - learningRate * v);
        }
    }

    /**
     * Flushes magnitudes below {@link #FLUSH_THRESHOLD} to zero. Larger ones move toward zero by about the threshold;
     * from 2.3e-13 on this is less than half the spacing of floats, and they keep all their bits. There is no branch,
     * so that the loop is vectorized.
     */
    private static float flushToZero(float value) {
        return Math.max(value, FLUSH_THRESHOLD) + Math.min(value, -FLUSH_THRESHOLD);
    }
}
