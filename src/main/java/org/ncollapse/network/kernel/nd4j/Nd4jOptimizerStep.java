package org.ncollapse.network.kernel.nd4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ncollapse.network.kernel.AdamScalars;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.OptimizerStep;
import org.ncollapse.network.kernel.ParameterGroup;
import org.ncollapse.spec.OptimizerSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.Axpy;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A step in a few operations on the whole flat vectors, with λ stored for each parameter: one range per role would mean
 * many small operations. Running statistics are updated separately, and their state stays 0.
 */
final class Nd4jOptimizerStep implements OptimizerStep {

    private final INDArray parameters;
    private final INDArray gradients;
    private final INDArray weightDecay;
    private final INDArray update;
    private final OptimizerSpec optimizer;
    private final List<INDArray> state = new ArrayList<>();
    private final List<RunningStatistic> statistics;

    /** One running statistic's parts of the flat vectors. */
    private record RunningStatistic(INDArray value, INDArray gradient, INDArray update) {}

    Nd4jOptimizerStep(INDArray parameters, INDArray gradients, List<ParameterGroup> groups, OptimizerSpec optimizer) {
        long length = parameters.length();
        this.parameters = parameters.reshape(length);
        this.gradients = gradients.reshape(length);
        this.optimizer = optimizer;
        weightDecay = Nd4j.create(DataType.FLOAT, length);
        update = Nd4j.create(DataType.FLOAT, length);
        for (int i = 0; i < optimizer.kind().state().size(); i++) {
            state.add(Nd4j.create(DataType.FLOAT, length));
        }
        groups.forEach(group -> part(weightDecay, group).assign(group.weightDecay()));
        statistics = groups.stream()
                .filter(group -> !group.trained())
                .map(group -> new RunningStatistic(
                        part(this.parameters, group), part(this.gradients, group), part(update, group)))
                .toList();
    }

    private static INDArray part(INDArray flat, ParameterGroup group) {
        return flat.get(NDArrayIndex.interval(group.offset(), group.offset() + group.length()));
    }

    @Override
    public Map<String, FloatVector> state() {
        Map<String, FloatVector> vectors = new LinkedHashMap<>();
        for (int i = 0; i < state.size(); i++) {
            vectors.put(optimizer.kind().state().get(i), new Nd4jFloatVector(state.get(i)));
        }
        return vectors;
    }

    @Override
    public void apply(double learningRate, int batchSize, long number) {
        Nd4j.exec(new MulOp(parameters, weightDecay, update));
        if (optimizer.kind().isDecoupled()) {
            Nd4j.exec(new Axpy(update, parameters, parameters, -learningRate));
            update.assign(0);
        }
        Nd4j.exec(new Axpy(gradients, update, update, 1.0 / batchSize));
        for (RunningStatistic statistic : statistics) {
            statistic.value().subi(statistic.gradient());
            statistic.update().assign(0);
        }
        if (optimizer.kind().isAdaptive()) {
            adam(learningRate, number);
        } else {
            INDArray velocity = state.get(0);
            Nd4j.exec(new Axpy(velocity, update, velocity, optimizer.momentum()));
            Nd4j.exec(new Axpy(velocity, parameters, parameters, -learningRate));
        }
    }

    private void adam(double learningRate, long number) {
        INDArray average = state.get(0);
        INDArray squareAverage = state.get(1);
        double first = optimizer.betas().get(0);
        double second = optimizer.betas().get(1);
        AdamScalars scalars = AdamScalars.at(optimizer, learningRate, number);
        average.muli(first);
        Nd4j.exec(new Axpy(update, average, average, 1 - first));
        update.muli(update);
        squareAverage.muli(second);
        Nd4j.exec(new Axpy(update, squareAverage, squareAverage, 1 - second));
        INDArray root = Transforms.sqrt(squareAverage, true)
                .divi(scalars.rootCorrection())
                .addi(optimizer.epsilon());
        parameters.subi(average.div(root).muli(scalars.stepSize()));
    }
}
