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

    private final List<Rectified> rectified = new ArrayList<>();
    private final List<Folded> folded = new ArrayList<>();

    private record Rectified(String name, Rectifiable step, RectifierStep rectifier) {}

    private record Folded(String name, ConvolutionStep convolution, NormalizationStep normalization) {}

    /** Finds what follows what in a graph of {@link DirectLayers}. */
    public Fusion(ComputationGraph graph) {
        for (GraphVertex vertex : graph.getVertices()) {
            VertexIndices[] behind = vertex.getOutputVertices();
            if (behind == null || behind.length != 1) {
                continue;
            }
            GraphVertex next = graph.getVertices()[behind[0].getVertexIndex()];
            Object step = vertex.hasLayer() ? vertex.getLayer() : vertex;
            if (step instanceof Rectifiable rectifiable && next.getLayer() instanceof RectifierStep rectifier) {
                rectified.add(new Rectified(vertex.getVertexName(), rectifiable, rectifier));
            }
            if (step instanceof RectifierStep
                    && next.getLayer() instanceof ConvolutionStep convolution
                    && below(graph, vertex).getLayer() instanceof NormalizationStep) {
                convolution.solelyReads();
            }
            if (step instanceof NormalizationStep normalization
                    && next instanceof ResidualStep
                    && behind[0].getVertexEdgeNumber() > 0) {
                normalization.summed();
            }
            if (step instanceof ConvolutionStep convolution
                    && next.getLayer() instanceof NormalizationStep normalization) {
                folded.add(new Folded(vertex.getVertexName(), convolution, normalization));
            }
        }
    }

    private static GraphVertex below(ComputationGraph graph, GraphVertex vertex) {
        return graph.getVertices()[vertex.getInputVertices()[0].getVertexIndex()];
    }

    /** Fuses for a training pass. */
    public void forTraining() {
        rectified.forEach(pair -> rectify(pair, true));
        folded.forEach(pair -> fold(pair, false));
    }

    /** Fuses for an inference pass. */
    public void forInference() {
        rectified.forEach(pair -> rectify(pair, true));
        folded.forEach(pair -> fold(pair, true));
    }

    /** Lets each step do its own work, so that every vertex's output can be read. */
    public void apart() {
        rectified.forEach(pair -> rectify(pair, false));
        folded.forEach(pair -> fold(pair, false));
    }

    /** Whether the output of a vertex is not what its name says in a fused inference pass. */
    public boolean passesOver(String name) {
        return rectified.stream().anyMatch(pair -> pair.name().equals(name))
                || folded.stream().anyMatch(pair -> pair.name().equals(name));
    }

    private static void rectify(Rectified pair, boolean together) {
        pair.step().rectify(together);
        pair.rectifier().absorbed(together);
    }

    private static void fold(Folded pair, boolean together) {
        pair.normalization().absorbed(together);
        pair.convolution().absorb(together ? pair.normalization() : null);
    }
}
