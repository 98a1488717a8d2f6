package org.ncollapse.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.junit.jupiter.api.Test;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;

class BackendTest {

    @Test
    void dl4jLayersUseOneDnn() {
        Backend.initialize(Device.CPU, 2);
        assertThat(BaseMKLDNNHelper.mklDnnEnabled()).isTrue();
        assertThat(System.getProperty("org.eclipse.deeplearning4j.helpers.disable"))
                .isEqualTo("false");
    }

    @Test
    void missingOneDnnFallsBackToNd4jWithWarning() throws Exception {
        String separator = System.getProperty("path.separator");
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(separator))
                .filter(entry -> !entry.matches(".*dnnl-[^/]*" + Loader.getPlatform() + "\\.jar"))
                .collect(Collectors.joining(separator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        BackendTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).isZero();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("compute.kernels", "onednn", Loader.getPlatform(), "nd4j");
        assertThat(lines.get(1)).isEqualTo("Nd4jKernels");
    }

    /** Prints the kernels that are created when oneDNN is requested. */
    public static void main(String[] arguments) {
        Backend.initialize(Device.CPU, 1);
        System.out.println(Backend.createKernels(ComputeSpec.KernelLibrary.ONEDNN, System.out::println)
                .getClass()
                .getSimpleName());
        System.exit(0);
    }

    @Test
    void nativeLibraryNamesItsVariant() {
        assertThat(Backend.nativeLibrary()).contains("onednn");
    }
}
