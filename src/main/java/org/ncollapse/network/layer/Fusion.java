package org.ncollapse.network.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.ncollapse.network.kernel.FusedActivation;

/**
 * Fuses vertices of a graph with the vertices after them.
 *
 * <ul>
 *   <li>A batch normalization or a residual sum computes the ReLU after it, in every pass.
 *   <li>A convolution computes the batch normalization after it and the ReLU after that, in inference.
 * </ul>
 *
 * It also finds outputs that need not be kept: a shortcut's normalization, which is added to the other branch; and a
 * normalization with its ReLU that only one convolution reads.
 */
public final class Fusion {

    private final List<FusedRelu> relus = new ArrayList<>();
    private final List<FoldedBatchNorm> batchNorms = new ArrayList<>();

    /** @param vertex the name of the vertex that computes the ReLU */
    private record FusedRelu(String vertex, ReluFusable layer, ReluLayer relu) {}

    /** @param vertex the name of the convolution's vertex */
    private record FoldedBatchNorm(String vertex, Conv2dLayer convolution, BatchNormLayer batchNorm) {}

    /** Finds the pairs to fuse in a graph made with {@link KernelLayerFactory}. */
    public Fusion(ComputationGraph graph, LayerContext context) {
        if (context.kernels().fusesResidualSum()) {
            fuseResidualSums(graph);
        }
        for (GraphVertex vertex : graph.getVertices()) {
            VertexIndices[] successors = vertex.getOutputVertices();
            if (successors == null || successors.length != 1) {
                continue;
            }
            GraphVertex next = graph.getVertices()[successors[0].getVertexIndex()];
            Object layer = vertex.hasLayer() ? vertex.getLayer() : vertex;
            if (layer instanceof ReluFusable fusable && next.getLayer() instanceof ReluLayer relu) {
                relus.add(new FusedRelu(vertex.getVertexName(), fusable, relu));
            }
            if (layer instanceof ReluLayer
                    && next.getLayer() instanceof Conv2dLayer convolution
                    && previous(graph, vertex).getLayer() instanceof BatchNormLayer) {
                convolution.markAsSoleConsumer();
            }
            if (layer instanceof LinearLayer linear && next.getLayer() instanceof LinearLayer consumer) {
                linear.setSoleConsumer(consumer);
            }
            if (layer instanceof BatchNormLayer batchNorm
                    && next instanceof ResidualAddVertex
                    && successors[0].getVertexEdgeNumber() > 0) {
                batchNorm.markFeedsSumOnly();
            }
            if (layer instanceof Conv2dLayer convolution && next.getLayer() instanceof BatchNormLayer batchNorm) {
                batchNorms.add(new FoldedBatchNorm(vertex.getVertexName(), convolution, batchNorm));
            }
        }
    }

    private static void fuseResidualSums(ComputationGraph graph) {
        List<Integer> positions = new ArrayList<>(Collections.nCopies(graph.getVertices().length, 0));
        int[] order = graph.topologicalSortOrder();
        for (int i = 0; i < order.length; i++) {
            positions.set(order[i], i);
        }
        for (GraphVertex vertex : graph.getVertices()) {
            if (vertex instanceof ResidualAddVertex sum) {
                VertexIndices[] inputs = vertex.getInputVertices();
                BatchNormLayer own = soleBatchNorm(graph, inputs[0]);
                BatchNormLayer ofResidual = soleBatchNorm(graph, inputs[1]);
                if (own != null) {
                    boolean residualIsLater =
                            positions.get(inputs[1].getVertexIndex()) > positions.get(inputs[0].getVertexIndex());
                    sum.complete(own, ofResidual, ofResidual != null && residualIsLater ? ofResidual : own);
                }
            }
        }
    }

    /** The batch normalization that a vertex is, if nothing else reads its output; else null. */
    private static BatchNormLayer soleBatchNorm(ComputationGraph graph, VertexIndices index) {
        GraphVertex vertex = graph.getVertices()[index.getVertexIndex()];
        return vertex.getLayer() instanceof BatchNormLayer batchNorm && vertex.getOutputVertices().length == 1
                ? batchNorm
                : null;
    }

    private static GraphVertex previous(ComputationGraph graph, GraphVertex vertex) {
        return graph.getVertices()[vertex.getInputVertices()[0].getVertexIndex()];
    }

    /** Fuses for a training pass. */
    public void fuseForTraining() {
        setRelusFused(true);
        setBatchNormsFolded(false);
    }

    /** Fuses for an inference pass. */
    public void fuseForInference() {
        setRelusFused(true);
        setBatchNormsFolded(true);
    }

    /** Undoes all fusion, so that every vertex's output can be read. */
    public void unfuse() {
        setRelusFused(false);
        setBatchNormsFolded(false);
    }

    /** Whether a fused inference pass does not compute the output of this vertex itself. */
    public boolean isFusedAway(String vertex) {
        return relus.stream().anyMatch(pair -> pair.vertex().equals(vertex))
                || batchNorms.stream().anyMatch(pair -> pair.vertex().equals(vertex));
    }

    private void setRelusFused(boolean fused) {
        for (FusedRelu pair : relus) {
            pair.layer().setFusedActivation(fused ? FusedActivation.RELU : FusedActivation.NONE);
            pair.relu().setFusedAway(fused);
        }
    }

    private void setBatchNormsFolded(boolean folded) {
        for (FoldedBatchNorm pair : batchNorms) {
            pair.batchNorm().setFusedAway(folded);
            if (folded) {
                pair.convolution().foldBatchNorm(pair.batchNorm());
            } else {
                pair.convolution().unfoldBatchNorm();
            }
        }
    }
}
