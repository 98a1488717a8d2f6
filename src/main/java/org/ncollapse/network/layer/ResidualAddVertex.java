package org.ncollapse.network.layer;

import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.impl.ElementWiseVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.ncollapse.network.kernel.Add;
import org.ncollapse.network.kernel.BatchNorm;
import org.ncollapse.network.kernel.BatchSizeCache;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.Relu;
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
    private final transient BatchSizeCache<Add> withoutRelu = new BatchSizeCache<>();
    private final transient BatchSizeCache<Add> withRelu = new BatchSizeCache<>();
    private final transient BatchSizeCache<Relu> reluKernels = new BatchSizeCache<>();
    private transient INDArray lastOutput;
    private transient BatchNormLayer ownNorm;
    private transient BatchNormLayer residualNorm;
    private transient BatchNormLayer firstBackward;
    private FusedActivation activation = FusedActivation.NONE;

    ResidualAddVertex(ComputationGraph graph, String name, int index, DataType type, LayerContext context) {
        super(graph, name, index, Op.Add, type);
        this.context = context;
    }

    @Override
    public void setFusedActivation(FusedActivation activation) {
        this.activation = activation;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
        lastOutput = inputs[0];
        if (training && ownNorm != null) {
            addNormalized();
            return lastOutput;
        }
        FeatureMapShape shape = context.shapeOf(lastOutput);
        (activation == FusedActivation.RELU ? withRelu : withoutRelu)
                .computeIfAbsent(shape.batchSize(), rows -> context.kernels().add(shape, activation))
                .forward(lastOutput, inputs[1], lastOutput);
        return lastOutput;
    }

    /**
     * Lets the sum compute the output of the normalizations before it in training.
     *
     * @param own of the first input
     * @param ofResidual of the second input; null if that is not normalized
     * @param firstBackward the one of them whose backward pass comes first: it includes that of the ReLU
     */
    void complete(BatchNormLayer own, BatchNormLayer ofResidual, BatchNormLayer firstBackward) {
        this.firstBackward = firstBackward;
        ownNorm = own;
        residualNorm = ofResidual;
        own.markCompletedBySum();
        if (ofResidual != null) {
            ofResidual.markCompletedBySum();
        }
    }

    private void addNormalized() {
        BatchNorm kernel = ownNorm.kernel();
        if (residualNorm == null) {
            kernel.normalizeAndAdd(ownNorm.normalization(), inputs[1], activation, lastOutput);
        } else {
            kernel.normalizeAndAdd(
                    ownNorm.normalization(),
                    residualNorm.kernel(),
                    residualNorm.normalization(),
                    activation,
                    lastOutput);
        }
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
        INDArray inputGradient = epsilon;
        if (activation == FusedActivation.RELU) {
            inputGradient = context.gradientPool().inPlaceOrAllocate(epsilon);
            if (firstBackward != null && inputGradient == epsilon) {
                firstBackward.applyReluMaskOf(lastOutput);
                return Pair.of(null, new INDArray[] {epsilon, epsilon});
            }
            FeatureMapShape shape = context.shapeOf(lastOutput);
            reluKernels
                    .computeIfAbsent(
                            shape.batchSize(), rows -> context.kernels().relu(shape))
                    .backward(lastOutput, epsilon, inputGradient);
        }
        return Pair.of(null, new INDArray[] {inputGradient, inputGradient});
    }
}
