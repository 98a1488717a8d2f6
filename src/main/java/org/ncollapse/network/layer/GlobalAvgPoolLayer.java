package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.PerBatchSize;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An average over positions at work. */
final class GlobalAvgPoolLayer extends AbstractLayer<GlobalAvgPoolConfig> {
    private static final long serialVersionUID = 1L;

    private final transient LayerContext workplace;
    private final transient PerBatchSize<Kernels.GlobalAvgPool> kernels = new PerBatchSize<>();
    private final transient Pair<Gradient, INDArray> below = Pair.of(new DefaultGradient(), null);
    private transient BatchBuffer output;

    GlobalAvgPoolLayer(NeuralNetConfiguration conf, DataType type, LayerContext workplace) {
        super(conf, type);
        this.workplace = workplace;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        FeatureMapShape shape = workplace.shapeOf(input);
        if (output == null) {
            output = new BatchBuffer(shape.channels());
        }
        INDArray out = output.forBatch(shape.batchSize());
        kernel(shape).forward(input, out);
        return out;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray slope, LayerWorkspaceMgr workspaces) {
        INDArray inputSlope = workplace.gradientPool().allocateLike(input);
        kernel(workplace.shapeOf(input)).backward(slope, inputSlope);
        below.setValue(inputSlope);
        return below;
    }

    private Kernels.GlobalAvgPool kernel(FeatureMapShape shape) {
        return kernels.computeIfAbsent(
                shape.batchSize(), rows -> workplace.kernels().globalAvgPool(shape));
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
