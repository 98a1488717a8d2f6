package org.ncollapse.network;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.ncollapse.network.layer.Fusion;
import org.ncollapse.network.layer.KernelLayer;
import org.ncollapse.network.layer.LayerContext;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The way up and down a graph of our own layers, vertex by vertex. Deeplearning4j's own passes open workspaces, check
 * masks and make label arrays at every step, which for a small MLP takes as long as its products; our layers keep their
 * arrays and need none of it.
 */
final class GraphExecutor {

    private static final LayerWorkspaceMgr NONE = LayerWorkspaceMgr.noWorkspaces();

    private final GraphVertex[] vertices;
    private final int[] order;
    private final Fusion fusion;
    private final LayerContext workplace;
    private final INDArray[] slopes;

    GraphExecutor(ComputationGraph graph, LayerContext workplace) {
        this.workplace = workplace;
        vertices = graph.getVertices();
        order = graph.topologicalSortOrder();
        fusion = new Fusion(graph);
        slopes = new INDArray[vertices.length];
        for (GraphVertex vertex : vertices) {
            if (vertex.getLayer() instanceof KernelLayer<?> layer
                    && vertices[vertex.getInputVertices()[0].getVertexIndex()].isInputVertex()) {
                layer.markAsFirstLayer();
            }
        }
    }

    /** A training pass; returns the last vertex's output, which may be overwritten. */
    INDArray forwardTraining(INDArray images) {
        fusion.fuseForTraining();
        return up(images, true, Set.of(), null);
    }

    /**
     * Hands on what leaves the named vertices in inference, each once, as soon as it is there. What a fused pass does
     * not compute is read in a second pass without fusion, so that no bit of a vertex's output depends on which others
     * are read.
     */
    void forwardInference(INDArray images, List<String> names, BiConsumer<String, INDArray> reader) {
        Map<Boolean, Set<String>> split =
                names.stream().collect(Collectors.partitioningBy(fusion::isFusedAway, Collectors.toSet()));
        if (!split.get(false).isEmpty()) {
            fusion.fuseForInference();
            up(images, false, split.get(false), reader);
        }
        if (!split.get(true).isEmpty()) {
            fusion.unfuse();
            up(images, false, split.get(true), reader);
        }
    }

    /** Goes up until the named vertices have been read, or to the top if there are none. */
    private INDArray up(INDArray images, boolean training, Set<String> names, BiConsumer<String, INDArray> reader) {
        INDArray output = images;
        int left = names.size();
        for (int i = 0; i < order.length && (left > 0 || names.isEmpty()); i++) {
            GraphVertex vertex = vertices[order[i]];
            output = vertex.isInputVertex() ? images : vertex.doForward(training, NONE);
            if (training) {
                workplace.gradientPool().reserveFor(output);
            }
            if (names.contains(vertex.getVertexName())) {
                reader.accept(vertex.getVertexName(), output);
                left--;
            }
            VertexIndices[] behind = vertex.getOutputVertices();
            for (int next = 0; behind != null && next < behind.length; next++) {
                vertices[behind[next].getVertexIndex()].setInput(behind[next].getVertexEdgeNumber(), output, NONE);
            }
        }
        return output;
    }

    /** The backward pass after {@link #forwardTraining}: leaves every parameter's gradient in the flat vector. */
    void backward(INDArray outputSlope) {
        slopes[order[order.length - 1]] = outputSlope;
        for (int i = order.length - 1; i >= 0; i--) {
            GraphVertex vertex = vertices[order[i]];
            INDArray slope = slopes[order[i]];
            slopes[order[i]] = null;
            if (vertex.hasLayer()) {
                hand(vertex.getLayer().backpropGradient(slope, NONE).getSecond(), vertex.getInputVertices()[0]);
            } else if (!vertex.isInputVertex()) {
                vertex.setEpsilon(slope);
                INDArray[] below = vertex.doBackward(false, NONE).getSecond();
                for (int input = 0; input < below.length; input++) {
                    hand(below[input], vertex.getInputVertices()[input]);
                }
            }
            workplace.gradientPool().release(slope);
        }
    }

    /** Gives a vertex its slope, or adds to what it has of it; null is none. */
    private void hand(INDArray slope, VertexIndices to) {
        if (slope != null) {
            int vertex = to.getVertexIndex();
            workplace.gradientPool().retain(slope);
            slopes[vertex] = slopes[vertex] == null ? slope : workplace.addGradients(slopes[vertex], slope);
        }
    }
}
