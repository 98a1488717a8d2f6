package org.ncollapse.network.kernel.cuda;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.ParameterGroup;
import org.ncollapse.network.kernel.SgdStep;
import org.nd4j.linalg.api.ndarray.INDArray;

/** SGD in one launch over all parameter groups; rounded as on the host, operation by operation. */
final class CudaSgdStep implements SgdStep {

    /** The most elements of a block's slice. */
    private static final int SLICE = 4096;

    private static final int SLICE_INTS = 4;

    private final CudaEngine engine;
    private final INDArray parameters;
    private final INDArray gradients;
    private final INDArray velocity;
    private final float momentum;
    private final long slices;
    private final int sliceCount;
    /** The rate of a step outside a loop, and the counters that point to it. */
    private final long ownRate;

    private final long ownCounters;

    CudaSgdStep(
            CudaEngine engine, INDArray parameters, INDArray gradients, List<ParameterGroup> groups, double momentum) {
        this.engine = engine;
        this.parameters = parameters;
        this.gradients = gradients;
        this.momentum = (float) momentum;
        velocity = DeviceArray.wrap(engine.allocate(parameters.length() * Float.BYTES), parameters.length());
        int[] table = slices(groups);
        sliceCount = table.length / SLICE_INTS;
        slices = engine.allocate((long) table.length * Integer.BYTES);
        engine.context().copyToDevice(table, slices, table.length);
        ownRate = engine.allocate(Float.BYTES);
        ownCounters = engine.allocate(2L * Integer.BYTES);
    }

    private static int[] slices(List<ParameterGroup> groups) {
        List<Integer> table = new ArrayList<>();
        for (ParameterGroup group : groups) {
            for (int from = 0; from < group.length(); from += SLICE) {
                table.add(group.offset() + from);
                table.add(Math.min(SLICE, group.length() - from));
                table.add(group.trained() ? 1 : 0);
                table.add(Float.floatToRawIntBits((float) group.weightDecay()));
            }
        }
        return table.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public void apply(double learningRate, int batchSize) {
        engine.context().copyToDevice(new float[] {(float) learningRate}, ownRate, 1);
        launch(ownRate, ownCounters, batchSize);
    }

    /**
     * Queues a step.
     *
     * @param rates the address of the learning rates of the epoch's steps
     * @param counters as in {@link StepRecord}
     */
    void launch(long rates, long counters, int batchSize) {
        engine.kernel("sgd")
                .arrays(parameters, gradients, velocity)
                .addresses(slices, rates, counters)
                .single(1f / batchSize)
                .single(momentum)
                .run(sliceCount);
        engine.weightPacks().markStale();
    }

    @Override
    public FloatVector velocity() {
        return new CudaFloatVector(engine, velocity);
    }
}
