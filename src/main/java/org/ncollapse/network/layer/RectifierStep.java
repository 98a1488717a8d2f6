package org.ncollapse.network.layer;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A ReLU at work, unless the step before it does that: then it passes on what it is given, both ways. */
final class RectifierStep extends AbstractLayer<Rectifier> {
    private static final long serialVersionUID = 1L;

    private final transient Workplace workplace;
    private final transient PerRows<Kernels.Rectification> kernels = new PerRows<>();
    private final transient Pair<Gradient, INDArray> below = Pair.of(new DefaultGradient(), null);
    private transient Buffer output;
    private transient INDArray latest;
    private boolean absorbed;

    RectifierStep(NeuralNetConfiguration conf, DataType type, Workplace workplace) {
        super(conf, type);
        this.workplace = workplace;
    }

    /** Says whether the step before does this one's work. */
    void absorbed(boolean absorbed) {
        this.absorbed = absorbed;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        if (absorbed) {
            return input;
        }
        if (output == null) {
            output = new Buffer(Arrays.copyOfRange(input.shape(), 1, input.rank()));
        }
        latest = output.rows((int) input.size(0));
        kernel().forward(input, latest);
        return latest;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray slope, LayerWorkspaceMgr workspaces) {
        INDArray inputSlope = slope;
        if (!absorbed) {
            inputSlope = workplace.slopes().orOver(slope);
            kernel().back(latest, slope, inputSlope);
        }
        below.setValue(inputSlope);
        return below;
    }

    private Kernels.Rectification kernel() {
        return kernels.of((int) input.size(0), rows -> workplace.kernels().rectification(workplace.shape(input)));
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
