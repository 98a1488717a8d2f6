package org.ncollapse.network.kernel.nd4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastDivOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastSubOp;
import org.nd4j.linalg.api.ops.impl.reduce3.Dot;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The data term by operations on the B×K logits, in double; labels go there, and the two sums come back. */
final class Nd4jCriterion implements Kernels.Criterion {

    private static final int ROWS = 0;
    private static final int CLASSES = 1;

    private final Loss loss;
    private final Map<Integer, BatchArrays> rooms = new HashMap<>();

    /** For batches of one size: the logits in double, and 1 at each row's label. */
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
        BatchArrays room = rooms.computeIfAbsent(rows, size -> BatchArrays.of(size, logits.size(CLASSES)));
        INDArray z = room.logits().assign(logits);
        INDArray expected = Nd4j.createFromArray(Arrays.copyOf(labels, rows));
        room.oneHot().execute(new INDArray[] {expected}, room.target());
        int errors = z.argMax(CLASSES)
                .castTo(DataType.INT32)
                .neq(expected)
                .castTo(DataType.INT32)
                .sumNumber()
                .intValue();
        double sum = loss == Loss.MSE ? squares(z, room.target()) : crossEntropy(z, room.target());
        logits.assign(z);
        return new BatchResult(sum, errors);
    }

    /** Σ ½‖z − e_y‖²; leaves its gradient z − e_y in place of z. */
    private static double squares(INDArray z, INDArray target) {
        z.subi(target);
        return Math.pow(z.norm2Number().doubleValue(), 2) / 2;
    }

    /** Σ log Σ exp z − z_y; leaves its gradient softmax(z) − e_y in place of z. */
    private static double crossEntropy(INDArray z, INDArray target) {
        // Less the largest logit, which changes neither and keeps the exponentials finite.
        Nd4j.exec(new BroadcastSubOp(z, z.max(CLASSES), z, ROWS));
        double own = Nd4j.getExecutioner().exec(new Dot(z, target)).getDouble(0);
        Transforms.exp(z, false);
        INDArray normaliser = z.sum(CLASSES);
        Nd4j.exec(new BroadcastDivOp(z, normaliser, z, ROWS));
        z.subi(target);
        return Transforms.log(normaliser, false).sumNumber().doubleValue() - own;
    }
}
