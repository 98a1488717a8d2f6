package org.ncollapse.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;

/** Compares sizes computed from the configuration with counts by hand and with built networks. */
class NetworkSizeTest {

    @Test
    void countsEqualThoseByHand() {
        NetworkSize size = size(TinyNetworks.mlp(true, true, 5, 4), 1, 3, 2, "penultimate", "previous");
        // 9→5 and 5→4 without bias, each with a scale, a shift, a mean and a variance; 4→2 with a bias.
        assertThat(size.parameters()).isEqualTo(9 * 5 + 4 * 5 + 5 * 4 + 4 * 4 + 4 * 2 + 2);
        assertThat(size.largestLayerParameters()).isEqualTo(9 * 5);
        assertThat(size.lastHiddenWeights()).isEqualTo(5 * 4);
        assertThat(size.storedActivations()).isEqualTo(5 + 5 + 4 + 4 + 2);
        assertThat(size.largestActivation()).isEqualTo(5);
        assertThat(size.tapWidths()).containsExactly(4, 5);
    }

    @Test
    void resNet18HasPublishedSize() {
        // As published for CIFAR-10's variant with a bias in the head: 11,173,962 trained parameters, and a mean and a
        // variance for each of 4,800 channels.
        NetworkSize size = size(TinyNetworks.resNet("resnet18", 64, true), 3, 32, 10, "penultimate");
        assertThat(size.parameters()).isEqualTo(11_173_962 + 2 * 4_800);
        assertThat(size.largestLayerParameters()).isEqualTo(512 * 512 * 9);
        assertThat(size.lastHiddenWeights()).isZero();
        assertThat(size.largestActivation()).isEqualTo(64 * 32 * 32);
        assertThat(size.tapWidths()).containsExactly(512);
    }

    @ParameterizedTest
    @CsvSource({"resnet18, 2", "resnet20, 3", "resnet56, 1"})
    void parameterCountEqualsThatOfBuiltNetwork(String kind, int width) {
        NetworkSpec spec = TinyNetworks.resNet(kind, width, false, 6);
        Network built = TinyNetworks.build(spec, 3, 8, 4, Loss.MSE, 1);
        assertThat(size(spec, 3, 8, 4).parameters())
                .isEqualTo(built.parameters().length());
    }

    private static NetworkSize size(NetworkSpec spec, int channels, int size, int classes, String... taps) {
        return NetworkSize.of(spec, new ImageShape(channels, size, size), classes, List.of(taps));
    }
}
