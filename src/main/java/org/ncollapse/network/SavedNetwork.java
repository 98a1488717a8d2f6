package org.ncollapse.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.array.SafetensorsWriter;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.nd4j.Nd4jKernels;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.NetworkSpec;

/** Reads a network that {@link Network#saveAsDl4j} wrote. */
public final class SavedNetwork {

    private SavedNetwork() {}

    /**
     * Reads a network's state dict for PyTorch. Running statistics of batch normalization are included;
     * {@code num_batches_tracked} is not, because PyTorch adds it and does not use it with a fixed momentum.
     *
     * @param spec the architecture that it must have
     * @throws BadInputException if the file is not readable, or of a network of another size
     */
    public static List<SafetensorsWriter.Tensor> stateDict(Path file, NetworkSpec spec, ImageShape image, int classes) {
        Backend.initialize(Device.CPU, 1);
        ComputationGraph graph = read(file);
        long expected = NetworkSize.of(spec, image, classes, List.of()).parameters();
        if (graph.numParams() != expected) {
            throw new BadInputException(file + " has " + graph.numParams() + " parameters, and the run's network has "
                    + expected + "; restore the run's own file, or delete it to export without the network");
        }
        FloatVector parameters = new Nd4jKernels().floatVector(graph.params());
        return PyTorchTensor.of(graph).stream()
                .map(tensor -> new SafetensorsWriter.Tensor(
                        tensor.name(),
                        tensor.shape(),
                        (from, into, count) -> parameters.read(tensor.offset() + from, into, count)))
                .toList();
    }

    private static ComputationGraph read(Path file) {
        try {
            return ModelSerializer.restoreComputationGraph(file.toFile(), false);
        } catch (IOException | RuntimeException e) { // Deeplearning4j throws both for damaged files.
            throw new BadInputException(
                    file + " cannot be read as a network of Deeplearning4j: " + e.getMessage()
                            + "; restore it, or delete it to export without the network",
                    e);
        }
    }
}
