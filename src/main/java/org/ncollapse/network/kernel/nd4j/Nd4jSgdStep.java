package org.ncollapse.network.kernel.nd4j;

import java.util.List;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.ParameterGroup;
import org.ncollapse.network.kernel.SgdStep;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.Axpy;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A step in five operations on the whole flat vectors, with λ stored for each parameter: one range per role would mean
 * many small operations. Running statistics are updated separately, and their velocity stays 0.
 */
final class Nd4jSgdStep implements SgdStep {

    private final INDArray parameters;
    private final INDArray gradients;
    private final INDArray weightDecay;
    private final INDArray update;
    private final INDArray velocity;
    private final double momentum;
    private final List<RunningStatistic> statistics;

    /** One running statistic's parts of the flat vectors. */
    private record RunningStatistic(INDArray value, INDArray gradient, INDArray update) {}

    Nd4jSgdStep(INDArray parameters, INDArray gradients, List<ParameterGroup> groups, double momentum) {
        long length = parameters.length();
        this.parameters = parameters.reshape(length);
        this.gradients = gradients.reshape(length);
        this.momentum = momentum;
        weightDecay = Nd4j.create(DataType.FLOAT, length);
        update = Nd4j.create(DataType.FLOAT, length);
        velocity = Nd4j.create(DataType.FLOAT, length);
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
    public FloatVector velocity() {
        return new Nd4jFloatVector(velocity);
    }

    @Override
    public void apply(double learningRate, int batchSize) {
        Nd4j.exec(new MulOp(parameters, weightDecay, update));
        Nd4j.exec(new Axpy(gradients, update, update, 1.0 / batchSize));
        for (RunningStatistic statistic : statistics) {
            statistic.value().subi(statistic.gradient());
            statistic.update().assign(0);
        }
        Nd4j.exec(new Axpy(velocity, update, velocity, momentum));
        Nd4j.exec(new Axpy(velocity, parameters, parameters, -learningRate));
    }
}
