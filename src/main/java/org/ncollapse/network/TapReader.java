package org.ncollapse.network;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads several vertices of a graph in one inference pass.
 * Deeplearning4j's own {@code output} of several layers loses count of its workspaces where one of them feeds another near the input
 * (a null pointer, or "workspace still open"), and lets a ReLU overwrite what was read before it. Here a vertex's output is copied as
 * soon as it exists, and one workspace holds the activations of a batch.
 */
final class TapReader {

    private static final WorkspaceConfiguration KEPT = WorkspaceConfiguration.builder()
            .policyLearning(LearningPolicy.FIRST_LOOP).policySpill(SpillPolicy.REALLOCATE).build();

    private final ComputationGraph graph;
    private final LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.builder().defaultWorkspace("TAP_ACTIVATIONS", KEPT)
            .with(ArrayType.FF_WORKING_MEM, "TAP_SCRATCH", KEPT).build();

    TapReader(ComputationGraph graph) {
        this.graph = graph;
    }

    /**
     * What leaves the vertices for a batch.
     *
     * @param names the vertices, in any order, repeated or not
     * @return for each name rows × width floats, row-major; feature maps are averaged over their positions
     */
    List<float[]> read(List<String> names, INDArray images) {
        float[][] features = new float[names.size()][];
        int left = names.size();
        try (MemoryWorkspace activations = workspaces.notifyScopeEntered(ArrayType.ACTIVATIONS)) {
            int[] order = graph.topologicalSortOrder();
            for (int i = 0; left > 0; i++) {
                GraphVertex vertex = graph.getVertices()[order[i]];
                INDArray output = vertex.isInputVertex() ? images : forward(vertex);
                for (int tap = 0; tap < features.length; tap++) {
                    if (names.get(tap).equals(vertex.getVertexName())) {
                        features[tap] = (output.rank() > 2 ? output.mean(2, 3) : output).dup('c').data().asFloat();
                        left--;
                    }
                }
                for (VertexIndices next : vertex.getOutputVertices()) {
                    graph.getVertices()[next.getVertexIndex()].setInput(next.getVertexEdgeNumber(), output, workspaces);
                }
            }
        } finally {
            graph.clearLayersStates();
        }
        return Arrays.asList(features);
    }

    private INDArray forward(GraphVertex vertex) {
        try (MemoryWorkspace scratch = workspaces.notifyScopeEntered(ArrayType.FF_WORKING_MEM)) {
            return vertex.doForward(false, workspaces);
        }
    }
}
