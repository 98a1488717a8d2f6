package org.ncollapse.network.kernel.nd4j;

import org.ncollapse.network.kernel.Conv2d;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.FusedActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastAddOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.factory.Nd4j;

/** Convolution by libnd4j, which calls oneDNN or cuDNN if it was built with them. */
final class Nd4jConv2d implements Conv2d {

    private static final int CHANNELS = 1;
    /** libnd4j's mode that takes the padding from the arguments. */
    private static final long EXPLICIT_PADDING = 0;

    private static final long CHANNELS_FIRST = 0;
    private static final long OUT_IN_HEIGHT_WIDTH = 1;

    private final Libnd4jOp forward;
    private final Libnd4jOp backward;
    /** Takes the input's gradient where it is not needed: the operation always computes it. */
    private INDArray unusedInputGradient;

    Nd4jConv2d(Conv2dShape shape) {
        long size = shape.kernelSize();
        long stride = shape.stride();
        long padding = shape.padding();
        long dilation = 1;
        long[] arguments = {
            size,
            size,
            stride,
            stride,
            padding,
            padding,
            dilation,
            dilation,
            EXPLICIT_PADDING,
            CHANNELS_FIRST,
            OUT_IN_HEIGHT_WIDTH
        };
        forward = new Libnd4jOp("conv2d", arguments);
        backward = new Libnd4jOp("conv2d_bp", arguments);
    }

    @Override
    public void forward(INDArray input, INDArray weights, INDArray output) {
        forward.execute(new INDArray[] {input, weights}, output);
    }

    @Override
    public void forwardFolded(
            INDArray input,
            INDArray weights,
            INDArray scale,
            INDArray shift,
            FusedActivation activation,
            INDArray output) {
        forward(input, weights, output);
        Nd4j.exec(new BroadcastMulOp(output, scale, output, CHANNELS));
        Nd4j.exec(new BroadcastAddOp(output, shift, output, CHANNELS));
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
            INDArray weightGradient) {
        if (inputGradient == null && unusedInputGradient == null) {
            unusedInputGradient = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', input.shape());
        }
        backward.execute(
                new INDArray[] {input, weights, outputGradient},
                inputGradient == null ? unusedInputGradient : inputGradient,
                weightGradient);
    }
}
