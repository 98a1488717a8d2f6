package org.ncollapse.network.kernel.onednn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.OptimizerStep;
import org.ncollapse.network.kernel.ParameterGroup;
import org.ncollapse.spec.OptimizerSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One pass over the flat vectors, slice by slice. Its speed is limited by the memory bandwidth. The arithmetic runs on
 * heap arrays, for which the compiler emits vector instructions; a slice fits the first-level cache.
 */
final class HostOptimizerStep implements OptimizerStep {

    /** Elements of a slice: four arrays of this size fit a core's first-level cache. */
    private static final int SLICE = 2048;

    private final INDArray parameters;
    private final INDArray gradients;
    private final List<String> names;
    private final UpdateRule rule;
    private final List<FloatBuffer> state = new ArrayList<>();
    private final List<Slice> slices = new ArrayList<>();
    private final ThreadBuffers[] threadBuffers;

    /** A part of one group that fits the buffers. */
    private record Slice(int offset, int length, ParameterGroup group) {}

    /** The buffers of one thread. */
    private static final class ThreadBuffers {
        private final float[] weights = new float[SLICE];
        private final float[] gradients = new float[SLICE];
        private final float[][] state;

        private ThreadBuffers(int vectors) {
            state = new float[vectors][SLICE];
        }
    }

    HostOptimizerStep(
            INDArray parameters,
            INDArray gradients,
            List<ParameterGroup> groups,
            OptimizerSpec optimizer,
            int threads) {
        this.parameters = parameters;
        this.gradients = gradients;
        names = optimizer.kind().state();
        rule = UpdateRule.of(optimizer);
        for (int i = 0; i < names.size(); i++) {
            // A direct buffer owns its memory, unlike the view of an array's memory below.
            state.add(ByteBuffer.allocateDirect(Math.toIntExact(parameters.length() * Float.BYTES))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer());
        }
        for (ParameterGroup group : groups) {
            for (int from = 0; from < group.length(); from += SLICE) {
                slices.add(new Slice(group.offset() + from, Math.min(SLICE, group.length() - from), group));
            }
        }
        threadBuffers = IntStream.range(0, threads)
                .mapToObj(thread -> new ThreadBuffers(state.size()))
                .toArray(ThreadBuffers[]::new);
    }

    @Override
    public void apply(double learningRate, int batchSize, long number) {
        FloatBuffer weightBuffer = asFloatBuffer(parameters);
        FloatBuffer gradientBuffer = asFloatBuffer(gradients);
        UpdateRule.Step step = rule.step(learningRate, batchSize, number);
        IntStream.range(0, threadBuffers.length).parallel().forEach(thread -> {
            int end = slices.size() * (thread + 1) / threadBuffers.length;
            for (int i = slices.size() * thread / threadBuffers.length; i < end; i++) {
                apply(weightBuffer, gradientBuffer, slices.get(i), threadBuffers[thread], step);
            }
        });
    }

    static FloatBuffer asFloatBuffer(INDArray flat) {
        return ((FloatPointer) flat.data().pointer()).asBuffer();
    }

    @Override
    public Map<String, FloatVector> state() {
        Map<String, FloatVector> vectors = new LinkedHashMap<>();
        for (int i = 0; i < state.size(); i++) {
            vectors.put(names.get(i), new HostFloatVector(state.get(i)));
        }
        return vectors;
    }

    private void apply(
            FloatBuffer weightBuffer,
            FloatBuffer gradientBuffer,
            Slice slice,
            ThreadBuffers thread,
            UpdateRule.Step step) {
        int offset = slice.offset();
        int length = slice.length();
        weightBuffer.get(offset, thread.weights, 0, length);
        gradientBuffer.get(offset, thread.gradients, 0, length);
        if (slice.group().trained()) {
            for (int i = 0; i < thread.state.length; i++) {
                state.get(i).get(offset, thread.state[i], 0, length);
            }
            step.update(thread.weights, thread.gradients, thread.state, length, (float)
                    slice.group().weightDecay());
            for (int i = 0; i < thread.state.length; i++) {
                state.get(i).put(offset, thread.state[i], 0, length);
            }
        } else {
            for (int j = 0; j < length; j++) {
                thread.weights[j] -= thread.gradients[j];
            }
        }
        weightBuffer.put(offset, thread.weights, 0, length);
    }
}
