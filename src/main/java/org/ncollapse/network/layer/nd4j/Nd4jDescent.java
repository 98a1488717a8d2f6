package org.ncollapse.network.layer.nd4j;

import java.util.List;
import org.ncollapse.network.layer.Kernels;
import org.ncollapse.network.layer.Numbers;
import org.ncollapse.network.layer.Stretch;
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
final class Nd4jDescent implements Kernels.Descent {

    private final INDArray parameters;
    private final INDArray slopes;
    private final INDArray decay;
    private final INDArray change;
    private final INDArray velocity;
    private final double momentum;
    private final List<Statistic> statistics;

    /** The parts of the flat vectors that hold one. */
    private record Statistic(INDArray value, INDArray slope, INDArray change) {}

    Nd4jDescent(INDArray parameters, INDArray slopes, List<Stretch> stretches, double momentum) {
        long length = parameters.length();
        this.parameters = parameters.reshape(length);
        this.slopes = slopes.reshape(length);
        this.momentum = momentum;
        decay = Nd4j.create(DataType.FLOAT, length);
        change = Nd4j.create(DataType.FLOAT, length);
        velocity = Nd4j.create(DataType.FLOAT, length);
        stretches.forEach(stretch -> part(decay, stretch).assign(stretch.decay()));
        statistics = stretches.stream()
                .filter(stretch -> !stretch.trained())
                .map(stretch -> new Statistic(
                        part(this.parameters, stretch), part(this.slopes, stretch), part(change, stretch)))
                .toList();
    }

    private static INDArray part(INDArray flat, Stretch stretch) {
        return flat.get(NDArrayIndex.interval(stretch.offset(), stretch.offset() + stretch.length()));
    }

    @Override
    public Numbers velocity() {
        return new Nd4jNumbers(velocity);
    }

    @Override
    public void step(double rate, int batchSize) {
        Nd4j.exec(new MulOp(parameters, decay, change));
        Nd4j.exec(new Axpy(slopes, change, change, 1.0 / batchSize));
        for (Statistic statistic : statistics) {
            statistic.value().subi(statistic.slope());
            statistic.change().assign(0);
        }
        Nd4j.exec(new Axpy(velocity, change, velocity, momentum));
        Nd4j.exec(new Axpy(velocity, parameters, parameters, -rate));
    }
}
