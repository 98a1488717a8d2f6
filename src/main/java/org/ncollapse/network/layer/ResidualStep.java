package org.ncollapse.network.layer;

import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.impl.ElementWiseVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A sum of two batches at work, written over the first, which nothing else reads: a block's last normalisation goes
 * back without its output. Both are handed the same slope: whoever adds to it must see that it has another holder.
 */
final class ResidualStep extends ElementWiseVertex implements Rectifiable {
    private static final long serialVersionUID = 1L;

    private final transient Workplace workplace;
    private final transient PerRows<Kernels.Sum> plain = new PerRows<>();
    private final transient PerRows<Kernels.Sum> rectifying = new PerRows<>();
    private final transient PerRows<Kernels.Rectification> rectifications = new PerRows<>();
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
        latest = inputs[0];
        Maps shape = workplace.shape(latest);
        (rectified ? rectifying : plain)
                .of(shape.rows(), rows -> workplace.kernels().sum(shape, rectified))
                .forward(latest, inputs[1], latest);
        return latest;
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
        INDArray slope = epsilon;
        if (rectified) {
            slope = workplace.slopes().orOver(epsilon);
            Maps shape = workplace.shape(latest);
            rectifications
                    .of(shape.rows(), rows -> workplace.kernels().rectification(shape))
                    .back(latest, epsilon, slope);
        }
        return Pair.of(null, new INDArray[] {slope, slope});
    }
}
