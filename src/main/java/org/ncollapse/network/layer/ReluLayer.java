package org.ncollapse.network.layer;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.PerBatchSize;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A ReLU at work, unless the step before it does that: then it passes on what it is given, both ways. */
final class ReluLayer extends AbstractLayer<ReluConfig> {
    private static final long serialVersionUID = 1L;

    private final transient LayerContext workplace;
    private final transient PerBatchSize<Kernels.Relu> kernels = new PerBatchSize<>();
    private final transient Pair<Gradient, INDArray> below = Pair.of(new DefaultGradient(), null);
    private transient BatchBuffer output;
    private transient INDArray latest;
    private boolean setFusedAway;

    ReluLayer(NeuralNetConfiguration conf, DataType type, LayerContext workplace) {
        super(conf, type);
        this.workplace = workplace;
    }

    /** Says whether the step before does this one's work. */
    void setFusedAway(boolean absorbed) {
        this.setFusedAway = absorbed;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        if (setFusedAway) {
            return input;
        }
        if (output == null) {
            output = new BatchBuffer(Arrays.copyOfRange(input.shape(), 1, input.rank()));
        }
        latest = output.forBatch((int) input.size(0));
        kernel().forward(input, latest);
        return latest;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray slope, LayerWorkspaceMgr workspaces) {
        INDArray inputSlope = slope;
        if (!setFusedAway) {
            inputSlope = workplace.gradientPool().inPlaceOrAllocate(slope);
            kernel().backward(latest, slope, inputSlope);
        }
        below.setValue(inputSlope);
        return below;
    }

    private Kernels.Relu kernel() {
        return kernels.computeIfAbsent(
                (int) input.size(0), rows -> workplace.kernels().relu(workplace.shapeOf(input)));
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public void clearNoiseWeightParams() {
        // There are none.
    }
}
