package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Configuration of the sum of a residual block's two branches. */
final class ResidualAddConfig extends ElementWiseVertex {
    private static final long serialVersionUID = 1L;

    private final transient LayerContext context;

    ResidualAddConfig(LayerContext context) {
        super(Op.Add);
        this.context = context;
    }

    @Override
    public ResidualAddConfig clone() {
        return this;
    }

    @Override
    public GraphVertex instantiate(
            ComputationGraph graph, String name, int index, INDArray parameters, boolean initialize, DataType type) {
        return new ResidualAddVertex(graph, name, index, type, context);
    }
}
