package org.ncollapse.network.layer;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.ncollapse.network.kernel.BatchSizeCache;
import org.ncollapse.network.kernel.Relu;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A ReLU. Fused into the layer before it, it passes on its input and its gradient. */
final class ReluLayer extends ParameterlessKernelLayer<ReluConfig> {
    private static final long serialVersionUID = 1L;

    private final transient BatchSizeCache<Relu> kernels = new BatchSizeCache<>();
    private transient BatchBuffer buffer;
    private transient INDArray lastOutput;
    private boolean fusedAway;

    ReluLayer(NeuralNetConfiguration conf, DataType type, LayerContext context) {
        super(conf, type, context);
    }

    /** Sets whether the layer before it computes this ReLU. */
    void setFusedAway(boolean fusedAway) {
        this.fusedAway = fusedAway;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        if (fusedAway) {
            return input;
        }
        if (buffer == null) {
            buffer = new BatchBuffer(context.kernels(), Arrays.copyOfRange(input.shape(), 1, input.rank()));
        }
        lastOutput = buffer.forBatch((int) input.size(0));
        kernel().forward(input, lastOutput);
        return lastOutput;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray outputGradient, LayerWorkspaceMgr workspaces) {
        if (fusedAway) {
            return backwardResult(outputGradient);
        }
        INDArray inputGradient = context.gradientPool().inPlaceOrAllocate(outputGradient);
        kernel().backward(lastOutput, outputGradient, inputGradient);
        return backwardResult(inputGradient);
    }

    private Relu kernel() {
        return kernels.computeIfAbsent(
                (int) input.size(0), rows -> context.kernels().relu(context.shapeOf(input)));
    }
}
