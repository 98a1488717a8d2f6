package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An average over positions at work. */
final class AveragePoolStep extends AbstractLayer<AveragePool> {
    private static final long serialVersionUID = 1L;

    private final transient Workplace workplace;
    private final transient PerRows<Kernels.Pool> kernels = new PerRows<>();
    private final transient Pair<Gradient, INDArray> below = Pair.of(new DefaultGradient(), null);
    private transient Buffer output;

    AveragePoolStep(NeuralNetConfiguration conf, DataType type, Workplace workplace) {
        super(conf, type);
        this.workplace = workplace;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        Maps shape = workplace.shape(input);
        if (output == null) {
            output = new Buffer(shape.channels());
        }
        INDArray out = output.rows(shape.rows());
        kernel(shape).forward(input, out);
        return out;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray slope, LayerWorkspaceMgr workspaces) {
        INDArray inputSlope = workplace.slopes().like(input);
        kernel(workplace.shape(input)).back(slope, inputSlope);
        below.setValue(inputSlope);
        return below;
    }

    private Kernels.Pool kernel(Maps shape) {
        return kernels.of(shape.rows(), rows -> workplace.kernels().pool(shape));
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
