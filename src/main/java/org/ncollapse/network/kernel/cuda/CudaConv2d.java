package org.ncollapse.network.kernel.cuda;

import org.ncollapse.network.kernel.Conv2d;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FusedActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution as a matrix product of the positions' windows and the weights, without a copy of the windows. */
final class CudaConv2d implements Conv2d {

    private final CudaEngine engine;
    private final Conv2dShape shape;
    private final FeatureMapShape in;
    private final FeatureMapShape out;
    private final int outRows;
    /** Columns of the weights' gradient as a matrix. */
    private final int weightColumns;

    CudaConv2d(CudaEngine engine, Conv2dShape shape) {
        this.engine = engine;
        this.shape = shape;
        in = shape.inputShape();
        out = shape.outputShape();
        outRows = out.batchSize() * out.height() * out.width();
        weightColumns = shape.kernelSize() * shape.kernelSize() * in.channels();
    }

    @Override
    public void forward(INDArray input, INDArray weights, INDArray output) {
        Tile tile = engine.tiles().conv2d(outRows, 1, in.channels(), out.channels());
        BatchStatistics statistics = engine.newStatistics(output, outRows, out.channels(), tile.rows());
        forward(tile, input, weights, output, null, null, FusedActivation.NONE, statistics.address());
    }

    @Override
    public void forwardFolded(
            INDArray input,
            INDArray weights,
            INDArray scale,
            INDArray shift,
            FusedActivation activation,
            INDArray output) {
        engine.dropStatistics(output);
        Tile tile = engine.tiles().conv2d(outRows, 1, in.channels(), out.channels());
        forward(tile, input, weights, output, scale, shift, activation, 0);
    }

    private void forward(
            Tile tile,
            INDArray input,
            INDArray weights,
            INDArray output,
            INDArray scale,
            INDArray shift,
            FusedActivation activation,
            long statistics) {
        long packed = engine.weightPacks().forward(weights, shape);
        engine.product(tile)
                .arrays(input)
                .addresses(packed)
                .arrays(output, scale, shift, null, null)
                .addresses(statistics)
                .integers(in.batchSize(), in.height(), in.width(), in.channels())
                .integers(out.height(), out.width(), out.channels(), shape.kernelSize(), shape.stride(), 0)
                .flag(activation == FusedActivation.RELU)
                .run(CudaEngine.blocks(outRows, tile.rows()), CudaEngine.blocks(out.channels(), tile.columns()), 1);
    }

    @Override
    public void backward(
            INDArray input,
            INDArray weights,
            INDArray outputGradient,
            INDArray inputGradient,
            INDArray weightGradient) {
        // First, because the input's gradient may be written over the input.
        weightGradient(input, outputGradient, weightGradient);
        if (inputGradient != null) {
            inputGradient(weights, outputGradient, inputGradient);
        }
    }

    private void weightGradient(INDArray input, INDArray outputGradient, INDArray weightGradient) {
        TileSelection.Split selected =
                engine.tiles().conv2dWeights(outRows, in.channels(), out.channels(), weightColumns);
        Tile tile = selected.tile();
        int splits = selected.splits();
        boolean direct = splits == 1 && shape.kernelSize() == 1;
        long result = direct
                ? DeviceArray.address(weightGradient)
                : engine.scratch().floats((long) splits * out.channels() * weightColumns);
        engine.product(tile)
                .arrays(input, outputGradient)
                .addresses(result, 0)
                .integers(in.batchSize(), in.height(), in.width(), in.channels())
                .integers(out.height(), out.width(), out.channels(), shape.kernelSize(), shape.stride(), splits)
                .run(
                        CudaEngine.blocks(out.channels(), tile.rows()),
                        CudaEngine.blocks(weightColumns, tile.columns()),
                        splits);
        if (!direct) {
            engine.kernel("reduce_weights")
                    .addresses(result)
                    .arrays(weightGradient)
                    .integers(splits, out.channels(), in.channels(), shape.kernelSize())
                    .run(CudaEngine.blocks((long) out.channels() * weightColumns * slices(splits), 256));
        }
    }

    /** The threads that add the parts of one element. */
    private static int slices(int splits) {
        return splits >= 32 ? 8 : splits >= 8 ? 4 : 1;
    }

    private void inputGradient(INDArray weights, INDArray outputGradient, INDArray inputGradient) {
        int stride = shape.stride();
        long positions =
                (long) in.batchSize() * CudaEngine.blocks(in.height(), stride) * CudaEngine.blocks(in.width(), stride);
        Tile tile = engine.tiles().conv2d(positions, stride * stride, out.channels(), in.channels());
        long packed = engine.weightPacks().backward(weights, shape);
        engine.product(tile)
                .arrays(outputGradient)
                .addresses(packed)
                .arrays(inputGradient, null, null, null, null, null)
                .integers(in.batchSize(), out.height(), out.width(), out.channels())
                .integers(in.height(), in.width(), in.channels(), shape.kernelSize(), stride, 1, 0)
                .run(
                        CudaEngine.blocks(positions, tile.rows()),
                        CudaEngine.blocks(in.channels(), tile.columns()),
                        (long) stride * stride);
    }
}
