package org.ncollapse.network.kernel.nd4j;

import org.ncollapse.network.kernel.Kernels;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastAddOp;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A product with a weight matrix by ND4J's gemm. It writes column by column, so a result that lies row by row is asked
 * for transposed: else ND4J would make a copy.
 */
record Nd4jLinear(boolean rectified) implements Kernels.Linear {

    private static final int FEATURES = 1;

    @Override
    public void forward(INDArray input, INDArray weights, INDArray bias, INDArray output) {
        Nd4j.gemm(weights, input, output.transpose(), true, true, 1, 0);
        if (bias != null) {
            Nd4j.exec(new BroadcastAddOp(output, bias, output, FEATURES));
        }
        if (rectified) {
            Nd4j.exec(new RectifiedLinear(output, output, 0));
        }
    }

    @Override
    public void backward(
            INDArray input,
            INDArray weights,
            INDArray slope,
            INDArray inputSlope,
            INDArray weightSlope,
            INDArray biasSlope) {
        Nd4j.gemm(input, slope, weightSlope, true, false, 1, 0);
        if (biasSlope != null) {
            biasSlope.assign(slope.sum(0));
        }
        if (inputSlope != null) {
            Nd4j.gemm(weights, slope, inputSlope.transpose(), false, true, 1, 0);
        }
    }
}
