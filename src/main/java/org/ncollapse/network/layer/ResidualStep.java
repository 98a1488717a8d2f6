package org.ncollapse.network.layer;

import java.util.Arrays;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.impl.ElementWiseVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A sum of two batches at work. Both are handed the same slope: whoever adds to it must see that it has another holder. */
final class ResidualStep extends ElementWiseVertex implements Rectifiable {
    private static final long serialVersionUID = 1L;

    private final transient Workplace workplace;
    private final transient PerRows<Kernels.Sum> plain = new PerRows<>();
    private final transient PerRows<Kernels.Sum> rectifying = new PerRows<>();
    private final transient PerRows<Kernels.Rectification> rectifications = new PerRows<>();
    private transient Buffer output;
    private transient INDArray latest;
    private boolean rectified;

    ResidualStep(ComputationGraph graph, String name, int index, DataType type, Workplace workplace) {
        super(graph, name, index, Op.Add, type);
        this.workplace = workplace;
    }

    @Override
    public void rectify(boolean rectified) {
        this.rectified = rectified;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
        if (output == null) {
            output = new Buffer(Arrays.copyOfRange(inputs[0].shape(), 1, inputs[0].rank()));
        }
        Maps shape = workplace.shape(inputs[0]);
        latest = output.rows(shape.rows());
        (rectified ? rectifying : plain).of(shape.rows(), rows -> workplace.kernels().sum(shape, rectified))
                .forward(inputs[0], inputs[1], latest);
        return latest;
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
        INDArray slope = epsilon;
        if (rectified) {
            slope = workplace.slopes().orOver(epsilon);
            Maps shape = workplace.shape(latest);
            rectifications.of(shape.rows(), rows -> workplace.kernels().rectification(shape)).back(latest, epsilon, slope);
        }
        return Pair.of(null, new INDArray[] {slope, slope});
    }
}
