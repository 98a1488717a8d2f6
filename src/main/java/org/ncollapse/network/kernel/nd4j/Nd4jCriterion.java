package org.ncollapse.network.kernel.nd4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.network.kernel.Criterion;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastDivOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastSubOp;
import org.nd4j.linalg.api.ops.impl.reduce3.Dot;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The data term by ND4J's operations on the B×K logits in double precision. Labels are copied to the device; two sums
 * come back.
 */
final class Nd4jCriterion implements Criterion {

    private static final int ROWS = 0;
    private static final int CLASSES = 1;

    private final Loss loss;
    private final Map<Integer, BatchArrays> arrays = new HashMap<>();

    /** Arrays for one batch size: the logits in double precision, and the one-hot labels. */
    private record BatchArrays(INDArray logits, INDArray target, Libnd4jOp oneHot) {

        static BatchArrays of(long rows, long classes) {
            return new BatchArrays(
                    Nd4j.create(DataType.DOUBLE, rows, classes),
                    Nd4j.create(DataType.DOUBLE, rows, classes),
                    new Libnd4jOp("onehot", new long[] {CLASSES, classes}, 1, 0));
        }
    }

    Nd4jCriterion(Loss loss) {
        this.loss = loss;
    }

    @Override
    public BatchResult lossAndGradient(INDArray logits, int[] labels) {
        int rows = (int) logits.size(ROWS);
        BatchArrays batch = arrays.computeIfAbsent(rows, size -> BatchArrays.of(size, logits.size(CLASSES)));
        INDArray z = batch.logits().assign(logits);
        INDArray classes = Nd4j.createFromArray(Arrays.copyOf(labels, rows));
        batch.oneHot().execute(new INDArray[] {classes}, batch.target());
        int errors = z.argMax(CLASSES)
                .castTo(DataType.INT32)
                .neq(classes)
                .castTo(DataType.INT32)
                .sumNumber()
                .intValue();
        double sum = loss == Loss.MSE ? squaredError(z, batch.target()) : crossEntropy(z, batch.target());
        logits.assign(z);
        return new BatchResult(sum, errors);
    }

    /** Returns Σ ½‖z − e_y‖² and overwrites z with its gradient, z − e_y. */
    private static double squaredError(INDArray z, INDArray target) {
        z.subi(target);
        return Math.pow(z.norm2Number().doubleValue(), 2) / 2;
    }

    /** Returns Σ (log Σ exp z − z_y) and overwrites z with its gradient, softmax(z) − e_y. */
    private static double crossEntropy(INDArray z, INDArray target) {
        // Subtracting the largest logit changes neither result and keeps the exponentials finite.
        Nd4j.exec(new BroadcastSubOp(z, z.max(CLASSES), z, ROWS));
        double targetLogits = Nd4j.getExecutioner().exec(new Dot(z, target)).getDouble(0);
        Transforms.exp(z, false);
        INDArray sumExp = z.sum(CLASSES);
        Nd4j.exec(new BroadcastDivOp(z, sumExp, z, ROWS));
        z.subi(target);
        return Transforms.log(sumExp, false).sumNumber().doubleValue() - targetLogits;
    }
}
