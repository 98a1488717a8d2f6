package org.ncollapse.network.kernel.cuda;

import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.Linear;
import org.ncollapse.network.kernel.Relu;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A fully connected layer for one number of rows. */
final class CudaLinear implements Linear {

    private static final int VECTOR_BYTES = 16;

    private final CudaEngine engine;
    private final int rows;
    private final int inputs;
    private final int outputs;
    private final boolean bias;
    private final FusedActivation activation;

    CudaLinear(CudaEngine engine, int rows, int inputs, int outputs, boolean bias, FusedActivation activation) {
        this.engine = engine;
        this.rows = rows;
        this.inputs = inputs;
        this.outputs = outputs;
        this.bias = bias;
        this.activation = activation;
    }

    @Override
    public void forward(INDArray input, INDArray weights, INDArray bias, INDArray output) {
        Tile tile = engine.tiles().linear(rows, outputs, inputs % 4 == 0 && isAligned(weights));
        long statistics = 0;
        if (!this.bias && activation == FusedActivation.NONE) { // A batch normalization may follow.
            statistics =
                    engine.newStatistics(output, rows, outputs, tile.rows()).address();
        } else {
            engine.dropStatistics(output);
        }
        engine.product(tile)
                .arrays(input, weights, bias, output)
                .addresses(statistics)
                .integers(rows, inputs, outputs)
                .flag(activation == FusedActivation.RELU)
                .run(CudaEngine.blocks(rows, tile.rows()), CudaEngine.blocks(outputs, tile.columns()), 1);
    }

    @Override
    public void backward(
            INDArray input,
            INDArray weights,
            INDArray outputGradient,
            INDArray inputGradient,
            INDArray weightGradient,
            INDArray biasGradient) {
        weightGradient(input, outputGradient, weightGradient, biasGradient);
        if (inputGradient != null) {
            inputGradient(weights, outputGradient, inputGradient, null);
        }
    }

    @Override
    public void backwardThroughRelu(
            INDArray input,
            INDArray weights,
            INDArray outputGradient,
            INDArray inputGradient,
            INDArray weightGradient,
            INDArray biasGradient,
            Relu relu) {
        weightGradient(input, outputGradient, weightGradient, biasGradient);
        inputGradient(weights, outputGradient, inputGradient, input);
    }

    private void weightGradient(
            INDArray input, INDArray outputGradient, INDArray weightGradient, INDArray biasGradient) {
        Tile tile = engine.tiles().linearWeights(rows, inputs, outputs);
        engine.product(tile)
                .arrays(input, outputGradient, weightGradient, biasGradient)
                .integers(rows, 1, 1, inputs, 1, 1, outputs, 1, 1, 1)
                .run(CudaEngine.blocks(outputs, tile.rows()), CudaEngine.blocks(inputs, tile.columns()), 1);
    }

    /** @param mask the gradient is zero where it is not positive; null for no mask */
    private void inputGradient(INDArray weights, INDArray outputGradient, INDArray inputGradient, INDArray mask) {
        boolean aligned = inputs % 4 == 0 && outputs % 4 == 0 && isAligned(weights);
        Tile tile = engine.tiles().linearInput(rows, inputs, aligned);
        engine.product(tile)
                .arrays(outputGradient, weights, inputGradient, mask, null)
                .integers(rows, inputs, outputs)
                .run(CudaEngine.blocks(rows, tile.rows()), CudaEngine.blocks(inputs, tile.columns()), 1);
    }

    /** In the flat vector the weights of a layer may follow a bias of any length. */
    private static boolean isAligned(INDArray weights) {
        return DeviceArray.address(weights) % VECTOR_BYTES == 0;
    }
}
