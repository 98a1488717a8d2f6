package org.ncollapse.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.array.SafetensorsWriter;
import org.ncollapse.spec.ComputeSpec.KernelLibrary;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.ObjectiveSpec.Loss;

/** State dicts that are written and read. {@code .ci/check_pytorch.py} reads one that PyTorch wrote. */
class StateDictReaderTest {

    @TempDir
    private Path folder;

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 2);
    }

    private static Network network(KernelLibrary library, long seed) {
        return TinyNetworks.build(
                TinyNetworks.resNet("resnet18", 3, true, 6),
                3,
                8,
                5,
                Loss.MSE,
                Backend.createKernels(library, Assertions::fail),
                seed);
    }

    /** A file with the network's parameters. */
    private Path write(List<SafetensorsWriter.Tensor> tensors) throws IOException {
        Path file = folder.resolve("start.safetensors");
        SafetensorsWriter.write(file, tensors);
        return file;
    }

    private static List<SafetensorsWriter.Tensor> tensors(Network network) {
        List<SafetensorsWriter.Tensor> tensors = new ArrayList<>();
        for (PyTorchTensor tensor : network.stateDict()) {
            tensors.add(new SafetensorsWriter.Tensor(
                    tensor.name(),
                    tensor.shape(),
                    (from, into, count) -> network.parameterVector().read(tensor.offset() + from, into, count)));
        }
        return tensors;
    }

    @ParameterizedTest
    @EnumSource(
            value = KernelLibrary.class,
            names = {"ONEDNN", "ND4J"})
    void readsAllParameters(KernelLibrary library) throws IOException {
        Network from = network(library, 1);
        TinyNetworks.randomizeParameters(from, 5);
        List<SafetensorsWriter.Tensor> tensors = tensors(from);
        tensors.add(zeros("layer1.0.bn1.num_batches_tracked"));
        Network to = network(library, 2);

        to.readStateDict(write(tensors));

        assertThat(to.parameters().dup().data().asFloat())
                .isEqualTo(from.parameters().dup().data().asFloat());
    }

    private static SafetensorsWriter.Tensor zeros(String name, Integer... shape) {
        return constant(name, 0, shape);
    }

    private static SafetensorsWriter.Tensor constant(String name, float value, Integer... shape) {
        return new SafetensorsWriter.Tensor(
                name, List.of(shape), (from, into, count) -> Arrays.fill(into, 0, count, value));
    }

    private void assertRejected(String replaced, SafetensorsWriter.Tensor replacement, String message)
            throws IOException {
        Network network = network(KernelLibrary.ONEDNN, 1);
        List<SafetensorsWriter.Tensor> tensors = tensors(network);
        tensors.removeIf(tensor -> tensor.name().equals(replaced));
        if (replacement != null) {
            tensors.add(replacement);
        }
        Path file = write(tensors);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> network.readStateDict(file))
                .withMessageStartingWith(file.toString())
                .withMessageContaining(message);
    }

    @Test
    void namesFirstTensorThatIsWrong() throws IOException {
        assertRejected(
                "fc.bias", null, "has no tensor 'fc.bias'; expected one of shape [5], float32; it has conv1.weight, ");
        assertRejected("", zeros("module.fc.bias", 5), "has a tensor 'module.fc.bias' that the network does not have");
        assertRejected("", zeros("fc.num_batches_tracked"), "has a tensor 'fc.num_batches_tracked'");
        assertRejected(
                "fc.weight",
                zeros("fc.weight", 6, 5),
                "[fc.weight] has shape [6, 5] and type float32; expected shape [5, 6]");
        assertRejected(
                "bn1.bias",
                constant("bn1.bias", Float.NaN, 3),
                "[bn1.bias] has the element NaN at index 0; expected finite");
        assertRejected(
                "bn1.running_var",
                constant("bn1.running_var", -1, 3),
                "[bn1.running_var] has the element -1.0 at index 0; expected finite variances of 0 or more");
    }

    @Test
    void rejectsFilesThatAreNoStateDict() throws IOException {
        Network network = network(KernelLibrary.ONEDNN, 1);
        Path text = Files.writeString(folder.resolve("start.pt"), "weights");
        for (Path file : List.of(text, folder.resolve("missing.pt"))) {
            assertThatExceptionOfType(BadInputException.class)
                    .isThrownBy(() -> network.readStateDict(file))
                    .withMessageContaining(file.toString());
        }
    }
}
