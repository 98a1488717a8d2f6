package org.ncollapse.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;

/** Names and shapes of state dicts. {@code .ci/check_pytorch.py} compares logits with PyTorch's. */
class PyTorchTensorTest {

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 2);
    }

    private static List<String> stateDict(NetworkSpec spec) {
        return TinyNetworks.build(spec, 3, 8, 5, Loss.MSE, 1).stateDict().stream()
                .map(tensor -> tensor.name() + " " + tensor.shape())
                .toList();
    }

    private static List<String> batchNorm(String name, int channels) {
        return List.of("weight", "bias", "running_mean", "running_var").stream()
                .map(parameter -> name + "." + parameter + " [" + channels + "]")
                .toList();
    }

    /** The names of {@code torchvision.models.resnet18().state_dict()}, without num_batches_tracked. */
    @Test
    void resNet18HasNamesOfTorchvision() {
        List<String> expected = new ArrayList<>(List.of("conv1.weight [4, 3, 3, 3]"));
        expected.addAll(batchNorm("bn1", 4));
        int channels = 4;
        for (int stage = 1; stage <= 4; stage++) {
            int width = 4 << (stage - 1);
            for (int block = 0; block < 2; block++) {
                String name = "layer" + stage + "." + block;
                expected.add(name + ".conv1.weight [" + width + ", " + channels + ", 3, 3]");
                expected.addAll(batchNorm(name + ".bn1", width));
                expected.add(name + ".conv2.weight [" + width + ", " + width + ", 3, 3]");
                expected.addAll(batchNorm(name + ".bn2", width));
                if (stage > 1 && block == 0) {
                    expected.add(name + ".downsample.0.weight [" + width + ", " + channels + ", 1, 1]");
                    expected.addAll(batchNorm(name + ".downsample.1", width));
                }
                channels = width;
            }
        }
        expected.addAll(List.of("fc.weight [5, 32]", "fc.bias [5]"));

        assertThat(stateDict(TinyNetworks.resNet("resnet18", 4, true))).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void hiddenLayersAreNumbered() {
        assertThat(stateDict(TinyNetworks.mlp(false, true, 7, 6)))
                .containsExactlyInAnyOrder(
                        "hidden1.weight [7, 192]",
                        "hidden1.bias [7]",
                        "hidden2.weight [6, 7]",
                        "hidden2.bias [6]",
                        "fc.weight [5, 6]",
                        "fc.bias [5]");
        List<String> normalized = new ArrayList<>(List.of("hidden1.weight [7, 192]", "fc.weight [5, 7]"));
        normalized.addAll(batchNorm("bn1", 7));
        assertThat(stateDict(TinyNetworks.mlp(true, false, 7))).containsExactlyInAnyOrderElementsOf(normalized);
        assertThat(stateDict(TinyNetworks.resNet("resnet20", 4, false, 6)))
                .contains("layer3.2.conv2.weight [16, 16, 3, 3]", "hidden1.weight [6, 16]", "hidden1.bias [6]");
    }

    /** Every element of the flat parameter vector is in exactly one tensor. */
    @Test
    void tensorsCoverParameters() {
        Network network = TinyNetworks.build(TinyNetworks.resNet("resnet18", 4, true, 6), 3, 8, 5, Loss.MSE, 1);
        int end = 0;
        for (PyTorchTensor tensor : network.stateDict()) {
            assertThat(tensor.offset()).isEqualTo(end);
            end += tensor.length();
        }
        assertThat(end).isEqualTo(network.parameters().length());
    }
}
