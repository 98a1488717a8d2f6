package org.ncollapse.network.layer;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;

/**
 * Which steps of a graph may do the work of the one behind them: a normalisation or a sum that of its ReLU, in every
 * pass; a convolution that of its normalisation, and of the ReLU behind it, in inference. And which may forget what
 * they have put out: a shortcut's normalisation, whose output is added to the other, which keeps the sum; and a
 * normalisation with its ReLU, whose output one convolution reads.
 */
public final class Fusion {

    private final List<FusedRelu> rectified = new ArrayList<>();
    private final List<FoldedBatchNorm> folded = new ArrayList<>();

    private record FusedRelu(String name, ReluFusable step, ReluLayer rectifier) {}

    private record FoldedBatchNorm(String name, Conv2dLayer convolution, BatchNormLayer normalization) {}

    /** Finds what follows what in a graph of {@link KernelLayerFactory}. */
    public Fusion(ComputationGraph graph) {
        for (GraphVertex vertex : graph.getVertices()) {
            VertexIndices[] behind = vertex.getOutputVertices();
            if (behind == null || behind.length != 1) {
                continue;
            }
            GraphVertex next = graph.getVertices()[behind[0].getVertexIndex()];
            Object step = vertex.hasLayer() ? vertex.getLayer() : vertex;
            if (step instanceof ReluFusable rectifiable && next.getLayer() instanceof ReluLayer rectifier) {
                rectified.add(new FusedRelu(vertex.getVertexName(), rectifiable, rectifier));
            }
            if (step instanceof ReluLayer
                    && next.getLayer() instanceof Conv2dLayer convolution
                    && below(graph, vertex).getLayer() instanceof BatchNormLayer) {
                convolution.markAsSoleConsumer();
            }
            if (step instanceof BatchNormLayer normalization
                    && next instanceof ResidualAddVertex
                    && behind[0].getVertexEdgeNumber() > 0) {
                normalization.markFeedsSumOnly();
            }
            if (step instanceof Conv2dLayer convolution && next.getLayer() instanceof BatchNormLayer normalization) {
                folded.add(new FoldedBatchNorm(vertex.getVertexName(), convolution, normalization));
            }
        }
    }

    private static GraphVertex below(ComputationGraph graph, GraphVertex vertex) {
        return graph.getVertices()[vertex.getInputVertices()[0].getVertexIndex()];
    }

    /** Fuses for a training pass. */
    public void fuseForTraining() {
        rectified.forEach(pair -> rectify(pair, true));
        folded.forEach(pair -> fold(pair, false));
    }

    /** Fuses for an inference pass. */
    public void fuseForInference() {
        rectified.forEach(pair -> rectify(pair, true));
        folded.forEach(pair -> fold(pair, true));
    }

    /** Lets each step do its own work, so that every vertex's output can be read. */
    public void unfuse() {
        rectified.forEach(pair -> rectify(pair, false));
        folded.forEach(pair -> fold(pair, false));
    }

    /** Whether the output of a vertex is not what its name says in a fused inference pass. */
    public boolean isFusedAway(String name) {
        return rectified.stream().anyMatch(pair -> pair.name().equals(name))
                || folded.stream().anyMatch(pair -> pair.name().equals(name));
    }

    private static void rectify(FusedRelu pair, boolean together) {
        pair.step().setReluFused(together);
        pair.rectifier().setFusedAway(together);
    }

    private static void fold(FoldedBatchNorm pair, boolean together) {
        pair.normalization().setFusedAway(together);
        pair.convolution().foldBatchNorm(together ? pair.normalization() : null);
    }
}
