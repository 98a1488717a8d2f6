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
 * Runs the forward and backward pass of a graph of this project's layers, vertex by vertex. Deeplearning4j's own passes
 * open workspaces, check masks and make label arrays at every step, which for a small MLP takes as long as its matrix
 * multiplications. Our layers keep their arrays and need none of that.
 */
final class GraphExecutor {

    private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

    private final GraphVertex[] vertices;
    private final int[] order;
    private final Fusion fusion;
    private final LayerContext context;
    /** By vertex: the gradient of its output, held here until the vertex's backward pass. */
    private final INDArray[] gradients;
    /** By vertex: its output in the last training pass. */
    private final INDArray[] outputs;

    GraphExecutor(ComputationGraph graph, LayerContext context) {
        this.context = context;
        vertices = graph.getVertices();
        order = graph.topologicalSortOrder();
        fusion = new Fusion(graph, context);
        gradients = new INDArray[vertices.length];
        outputs = new INDArray[vertices.length];
        for (GraphVertex vertex : vertices) {
            if (vertex.getLayer() instanceof KernelLayer<?> layer
                    && vertices[vertex.getInputVertices()[0].getVertexIndex()].isInputVertex()) {
                layer.markAsFirstLayer();
            }
        }
    }

    /** Runs a forward pass in training mode; returns the last vertex's output, which may be overwritten. */
    INDArray forwardTraining(INDArray images) {
        fusion.fuseForTraining();
        return forward(images, true, Set.of(), null);
    }

    /**
     * Runs a forward pass in inference mode and passes the output of each named vertex to {@code reader} as soon as it
     * is computed. Outputs that a fused pass does not compute are read in a second pass without fusion: no bit of a
     * vertex's output depends on which others are read.
     */
    void forwardInference(INDArray images, List<String> names, BiConsumer<String, INDArray> reader) {
        Map<Boolean, Set<String>> byFusion =
                names.stream().collect(Collectors.partitioningBy(fusion::isFusedAway, Collectors.toSet()));
        if (!byFusion.get(false).isEmpty()) {
            fusion.fuseForInference();
            forward(images, false, byFusion.get(false), reader);
        }
        if (!byFusion.get(true).isEmpty()) {
            fusion.unfuse();
            forward(images, false, byFusion.get(true), reader);
        }
    }

    /** Stops after the last named vertex, or runs the whole graph if there are no names. */
    private INDArray forward(
            INDArray images, boolean training, Set<String> names, BiConsumer<String, INDArray> reader) {
        INDArray output = images;
        int unread = names.size();
        for (int i = 0; i < order.length && (unread > 0 || names.isEmpty()); i++) {
            GraphVertex vertex = vertices[order[i]];
            output = vertex.isInputVertex() ? images : vertex.doForward(training, NO_WORKSPACES);
            if (training) {
                context.gradientPool().reserveFor(output);
                outputs[order[i]] = output;
            }
            if (names.contains(vertex.getVertexName())) {
                reader.accept(vertex.getVertexName(), output);
                unread--;
            }
            VertexIndices[] successors = vertex.getOutputVertices();
            for (int next = 0; successors != null && next < successors.length; next++) {
                vertices[successors[next].getVertexIndex()].setInput(
                        successors[next].getVertexEdgeNumber(), output, NO_WORKSPACES);
            }
        }
        return output;
    }

    /**
     * Runs the backward pass after {@link #forwardTraining}: writes every parameter's gradient to the flat vector.
     *
     * @param penalty of one vertex's output
     */
    void backward(INDArray outputGradient, OutputPenalty penalty) {
        gradients[order[order.length - 1]] = outputGradient;
        for (int i = order.length - 1; i >= 0; i--) {
            GraphVertex vertex = vertices[order[i]];
            INDArray gradient = gradients[order[i]];
            gradients[order[i]] = null;
            if (penalty.isOf(vertex.getVertexName())) {
                gradient = context.addMultiple(gradient, penalty.factor(), outputs[order[i]]);
            }
            if (vertex.hasLayer()) {
                INDArray inputGradient = vertex.getLayer()
                        .backpropGradient(gradient, NO_WORKSPACES)
                        .getSecond();
                accumulate(inputGradient, vertex.getInputVertices()[0]);
            } else if (!vertex.isInputVertex()) {
                vertex.setEpsilon(gradient);
                INDArray[] inputGradients =
                        vertex.doBackward(false, NO_WORKSPACES).getSecond();
                for (int input = 0; input < inputGradients.length; input++) {
                    accumulate(inputGradients[input], vertex.getInputVertices()[input]);
                }
            }
            context.gradientPool().release(gradient);
        }
    }

    /** Adds to the gradient of a vertex's output; null adds nothing. */
    private void accumulate(INDArray gradient, VertexIndices to) {
        if (gradient != null) {
            int vertex = to.getVertexIndex();
            context.gradientPool().retain(gradient);
            gradients[vertex] =
                    gradients[vertex] == null ? gradient : context.addGradients(gradients[vertex], gradient);
        }
    }
}
