package org.ncollapse.network.layer;

import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.impl.ElementWiseVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.PerBatchSize;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A sum of two batches at work, written over the first, which nothing else reads: a block's last normalisation goes
 * back without its output. Both are handed the same slope: whoever adds to it must see that it has another holder.
 */
final class ResidualAddVertex extends ElementWiseVertex implements ReluFusable {
    private static final long serialVersionUID = 1L;

    private final transient LayerContext workplace;
    private final transient PerBatchSize<Kernels.Add> plain = new PerBatchSize<>();
    private final transient PerBatchSize<Kernels.Add> rectifying = new PerBatchSize<>();
    private final transient PerBatchSize<Kernels.Relu> rectifications = new PerBatchSize<>();
    private transient INDArray latest;
    private boolean rectified;

    ResidualAddVertex(ComputationGraph graph, String name, int index, DataType type, LayerContext workplace) {
        super(graph, name, index, Op.Add, type);
        this.workplace = workplace;
    }

    @Override
    public void setReluFused(boolean rectified) {
        this.rectified = rectified;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
        latest = inputs[0];
        FeatureMapShape shape = workplace.shapeOf(latest);
        (rectified ? rectifying : plain)
                .computeIfAbsent(shape.batchSize(), rows -> workplace.kernels().add(shape, rectified))
                .forward(latest, inputs[1], latest);
        return latest;
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
        INDArray slope = epsilon;
        if (rectified) {
            slope = workplace.gradientPool().inPlaceOrAllocate(epsilon);
            FeatureMapShape shape = workplace.shapeOf(latest);
            rectifications
                    .computeIfAbsent(
                            shape.batchSize(), rows -> workplace.kernels().relu(shape))
                    .backward(latest, epsilon, slope);
        }
        return Pair.of(null, new INDArray[] {slope, slope});
    }
}
