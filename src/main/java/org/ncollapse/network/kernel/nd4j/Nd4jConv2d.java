package org.ncollapse.network.kernel.nd4j;

import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.Kernels;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastAddOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.factory.Nd4j;

/** A convolution by libnd4j, which has oneDNN's or cuDNN's own behind it where it was built with them. */
final class Nd4jConv2d implements Kernels.Conv2d {

    private static final int CHANNELS = 1;
    /** Zeros as given, not as many as the output size asks for. */
    private static final long EXPLICIT_PADDING = 0;

    private static final long CHANNELS_FIRST = 0;
    private static final long OUT_IN_HEIGHT_WIDTH = 1;

    private final Libnd4jOp forward;
    private final Libnd4jOp back;
    /** Where the slope of an input goes that nothing wants: the operation makes both. */
    private INDArray unwanted;

    Nd4jConv2d(Conv2dShape shape) {
        long size = shape.kernelSize();
        long stride = shape.stride();
        long padding = shape.padding();
        long dilation = 1;
        long[] numbers = {
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
        forward = new Libnd4jOp("conv2d", numbers);
        back = new Libnd4jOp("conv2d_bp", numbers);
    }

    @Override
    public void forward(INDArray input, INDArray weights, INDArray output) {
        forward.execute(new INDArray[] {input, weights}, output);
    }

    @Override
    public void forwardFolded(
            INDArray input, INDArray weights, INDArray gain, INDArray shift, boolean rectified, INDArray output) {
        forward(input, weights, output);
        Nd4j.exec(new BroadcastMulOp(output, gain, output, CHANNELS));
        Nd4j.exec(new BroadcastAddOp(output, shift, output, CHANNELS));
        if (rectified) {
            Nd4j.exec(new RectifiedLinear(output, output, 0));
        }
    }

    @Override
    public void backward(INDArray input, INDArray weights, INDArray slope, INDArray inputSlope, INDArray weightSlope) {
        if (inputSlope == null && unwanted == null) {
            unwanted = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', input.shape());
        }
        back.execute(new INDArray[] {input, weights, slope}, inputSlope == null ? unwanted : inputSlope, weightSlope);
    }
}
