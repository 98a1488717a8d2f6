package org.ncollapse.network.kernel.nd4j;

import java.util.List;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.ParameterGroup;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.Axpy;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A step in five operations on the whole flat vectors, with λ number by number; a stretch for each role would be many
 * small ones. Running statistics are stepped apart, and their velocity stays 0.
 */
final class Nd4jSgdStep implements Kernels.SgdStep {

    private final INDArray parameters;
    private final INDArray slopes;
    private final INDArray decay;
    private final INDArray change;
    private final INDArray velocity;
    private final double momentum;
    private final List<RunningStatistic> statistics;

    /** The parts of the flat vectors that hold one. */
    private record RunningStatistic(INDArray value, INDArray gradient, INDArray change) {}

    Nd4jSgdStep(INDArray parameters, INDArray slopes, List<ParameterGroup> stretches, double momentum) {
        long length = parameters.length();
        this.parameters = parameters.reshape(length);
        this.slopes = slopes.reshape(length);
        this.momentum = momentum;
        decay = Nd4j.create(DataType.FLOAT, length);
        change = Nd4j.create(DataType.FLOAT, length);
        velocity = Nd4j.create(DataType.FLOAT, length);
        stretches.forEach(stretch -> part(decay, stretch).assign(stretch.weightDecay()));
        statistics = stretches.stream()
                .filter(stretch -> !stretch.trained())
                .map(stretch -> new RunningStatistic(
                        part(this.parameters, stretch), part(this.slopes, stretch), part(change, stretch)))
                .toList();
    }

    private static INDArray part(INDArray flat, ParameterGroup stretch) {
        return flat.get(NDArrayIndex.interval(stretch.offset(), stretch.offset() + stretch.length()));
    }

    @Override
    public FloatVector velocity() {
        return new Nd4jFloatVector(velocity);
    }

    @Override
    public void apply(double rate, int batchSize) {
        Nd4j.exec(new MulOp(parameters, decay, change));
        Nd4j.exec(new Axpy(slopes, change, change, 1.0 / batchSize));
        for (RunningStatistic statistic : statistics) {
            statistic.value().subi(statistic.gradient());
            statistic.change().assign(0);
        }
        Nd4j.exec(new Axpy(velocity, change, velocity, momentum));
        Nd4j.exec(new Axpy(velocity, parameters, parameters, -rate));
    }
}
