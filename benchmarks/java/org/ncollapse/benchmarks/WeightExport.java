package org.ncollapse.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.ncollapse.io.npy.NpzWriter;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Exports a saved network's parameters for numpy and PyTorch. */
final class WeightExport {

    private WeightExport() {}

    /**
     * Writes one array per parameter, named {@code layer/parameter}. Linear weights are out × in, convolution weights
     * out × in × height × width.
     */
    static void export(Path network, Path npz) throws IOException {
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(network.toFile(), false);
        try (NpzWriter writer = new NpzWriter(npz)) {
            for (Layer layer : graph.getLayers()) {
                for (Map.Entry<String, INDArray> entry : layer.paramTable().entrySet()) {
                    boolean dense =
                            entry.getKey().equals("W") && entry.getValue().rank() == 2;
                    INDArray values = (dense ? entry.getValue().transpose() : entry.getValue()).dup('c');
                    writer.write(
                            layer.conf().getLayer().getLayerName() + "/" + entry.getKey(),
                            values.data().asFloat(),
                            values.shape());
                }
            }
            writer.commit();
        }
    }
}
