package org.ncollapse.network.kernel.nd4j;

import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.Linear;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastAddOp;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Product with a weight matrix by ND4J's gemm. Gemm writes column-major results; a row-major result is therefore
 * requested transposed, because ND4J would otherwise copy it.
 */
record Nd4jLinear(FusedActivation activation) implements Linear {

    private static final int FEATURES = 1;

    @Override
    public void forward(INDArray input, INDArray weights, INDArray bias, INDArray output) {
        Nd4j.gemm(weights, input, output.transpose(), true, true, 1, 0);
        if (bias != null) {
            Nd4j.exec(new BroadcastAddOp(output, bias, output, FEATURES));
        }
        if (activation == FusedActivation.RELU) {
            Nd4j.exec(new RectifiedLinear(output, output, 0));
        }
    }

    @Override
    public void backward(
            INDArray input,
            INDArray weights,
            INDArray outputGradient,
            INDArray inputGradient,
            INDArray weightGradient,
            INDArray biasGradient) {
        Nd4j.gemm(input, outputGradient, weightGradient, true, false, 1, 0);
        if (biasGradient != null) {
            biasGradient.assign(outputGradient.sum(0));
        }
        if (inputGradient != null) {
            Nd4j.gemm(weights, outputGradient, inputGradient.transpose(), false, true, 1, 0);
        }
    }
}
