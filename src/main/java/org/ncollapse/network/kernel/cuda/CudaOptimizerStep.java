package org.ncollapse.network.kernel.cuda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ncollapse.network.kernel.AdamScalars;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.OptimizerStep;
import org.ncollapse.network.kernel.ParameterGroup;
import org.ncollapse.spec.OptimizerSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A step in one launch over all parameter groups; rounded as on the host, operation by operation. */
final class CudaOptimizerStep implements OptimizerStep {

    /** The most elements of a block's slice. */
    private static final int SLICE = 4096;

    private static final int SLICE_INTS = 4;

    /** A slice's kind, as the kernels know it: what is not trained, weight decay in the gradient, decoupled decay. */
    private static final int NOT_TRAINED = 0;

    private static final int COUPLED = 1;
    private static final int DECOUPLED = 2;

    /** Adam's numbers of a step: the learning rate, and those of {@link AdamScalars}. */
    private static final int ADAM_SCALARS = 3;

    private final CudaEngine engine;
    private final INDArray parameters;
    private final INDArray gradients;
    private final OptimizerSpec optimizer;
    private final List<INDArray> state = new ArrayList<>();
    private final long slices;
    private final int sliceCount;
    /** The numbers of a step outside a loop, and the counters that point to them. */
    private final long ownScalars;

    private final long ownCounters;

    CudaOptimizerStep(
            CudaEngine engine,
            INDArray parameters,
            INDArray gradients,
            List<ParameterGroup> groups,
            OptimizerSpec optimizer) {
        this.engine = engine;
        this.parameters = parameters;
        this.gradients = gradients;
        this.optimizer = optimizer;
        for (int i = 0; i < optimizer.kind().state().size(); i++) {
            state.add(DeviceArray.wrap(engine.allocate(parameters.length() * Float.BYTES), parameters.length()));
        }
        int[] table = slices(groups, optimizer.kind().isDecoupled() ? DECOUPLED : COUPLED);
        sliceCount = table.length / SLICE_INTS;
        slices = engine.allocate((long) table.length * Integer.BYTES);
        engine.context().copyToDevice(table, slices, table.length);
        ownScalars = engine.allocate((long) scalarsPerStep() * Float.BYTES);
        ownCounters = engine.allocate(2L * Integer.BYTES);
    }

    private static int[] slices(List<ParameterGroup> groups, int trained) {
        List<Integer> table = new ArrayList<>();
        for (ParameterGroup group : groups) {
            for (int from = 0; from < group.length(); from += SLICE) {
                table.add(group.offset() + from);
                table.add(Math.min(SLICE, group.length() - from));
                table.add(group.trained() ? trained : NOT_TRAINED);
                table.add(Float.floatToRawIntBits((float) group.weightDecay()));
            }
        }
        return table.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Returns the number of floats in which one step differs from the next. */
    int scalarsPerStep() {
        return optimizer.kind().isAdaptive() ? ADAM_SCALARS : 1;
    }

    /** Writes these floats of a step, numbered from 1, to {@code target} from {@code offset} on. */
    void putScalars(double learningRate, long number, float[] target, int offset) {
        target[offset] = (float) learningRate;
        if (optimizer.kind().isAdaptive()) {
            AdamScalars scalars = AdamScalars.at(optimizer, learningRate, number);
            target[offset + 1] = scalars.stepSize();
            target[offset + 2] = scalars.rootCorrection();
        }
    }

    @Override
    public void apply(double learningRate, int batchSize, long number) {
        float[] scalars = new float[scalarsPerStep()];
        putScalars(learningRate, number, scalars, 0);
        engine.context().copyToDevice(scalars, ownScalars, scalars.length);
        launch(ownScalars, ownCounters, batchSize);
    }

    /**
     * Queues a step.
     *
     * @param scalars the address of the numbers of the epoch's steps
     * @param counters as in {@link StepRecord}
     */
    void launch(long scalars, long counters, int batchSize) {
        if (optimizer.kind().isAdaptive()) {
            double first = optimizer.betas().get(0);
            double second = optimizer.betas().get(1);
            engine.kernel("adam")
                    .arrays(parameters, gradients, state.get(0), state.get(1))
                    .addresses(slices, scalars, counters)
                    .single(1f / batchSize)
                    .single((float) first)
                    .single((float) (1 - first))
                    .single((float) second)
                    .single((float) (1 - second))
                    .single(optimizer.epsilon().floatValue())
                    .run(sliceCount);
        } else {
            engine.kernel("sgd")
                    .arrays(parameters, gradients, state.get(0))
                    .addresses(slices, scalars, counters)
                    .single(1f / batchSize)
                    .single(optimizer.momentum().floatValue())
                    .run(sliceCount);
        }
        engine.weightPacks().markStale();
    }

    @Override
    public Map<String, FloatVector> state() {
        Map<String, FloatVector> vectors = new LinkedHashMap<>();
        for (int i = 0; i < state.size(); i++) {
            vectors.put(optimizer.kind().state().get(i), new CudaFloatVector(engine, state.get(i)));
        }
        return vectors;
    }
}
