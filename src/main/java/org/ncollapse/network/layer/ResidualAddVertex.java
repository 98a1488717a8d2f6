package org.ncollapse.network.layer;

import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.impl.ElementWiseVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.ncollapse.network.kernel.BatchSizeCache;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.Kernels;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A sum of two batches. It is written over the first one, which nothing else reads: the block's last normalization does
 * not need its output for the backward pass. Both inputs receive the same gradient array, which then has two holders.
 */
@SuppressWarnings("overrides") // Deeplearning4j's own: an array implements a variable argument list.
final class ResidualAddVertex extends ElementWiseVertex implements ReluFusable {
    private static final long serialVersionUID = 1L;

    private final transient LayerContext context;
    private final transient BatchSizeCache<Kernels.Add> withoutRelu = new BatchSizeCache<>();
    private final transient BatchSizeCache<Kernels.Add> withRelu = new BatchSizeCache<>();
    private final transient BatchSizeCache<Kernels.Relu> reluKernels = new BatchSizeCache<>();
    private transient INDArray lastOutput;
    private Kernels.Activation activation = Kernels.Activation.NONE;

    ResidualAddVertex(ComputationGraph graph, String name, int index, DataType type, LayerContext context) {
        super(graph, name, index, Op.Add, type);
        this.context = context;
    }

    @Override
    public void setFusedActivation(Kernels.Activation activation) {
        this.activation = activation;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
        lastOutput = inputs[0];
        FeatureMapShape shape = context.shapeOf(lastOutput);
        (activation == Kernels.Activation.RELU ? withRelu : withoutRelu)
                .computeIfAbsent(shape.batchSize(), rows -> context.kernels().add(shape, activation))
                .forward(lastOutput, inputs[1], lastOutput);
        return lastOutput;
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
        INDArray inputGradient = epsilon;
        if (activation == Kernels.Activation.RELU) {
            inputGradient = context.gradientPool().inPlaceOrAllocate(epsilon);
            FeatureMapShape shape = context.shapeOf(lastOutput);
            reluKernels
                    .computeIfAbsent(
                            shape.batchSize(), rows -> context.kernels().relu(shape))
                    .backward(lastOutput, epsilon, inputGradient);
        }
        return Pair.of(null, new INDArray[] {inputGradient, inputGradient});
    }
}
