package org.ncollapse.network.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.network.kernel.cuda.driver.Gpu;
import org.ncollapse.network.kernel.cuda.driver.GpuArchitecture;
import org.ncollapse.network.kernel.cuda.driver.Nvrtc;
import org.ncollapse.network.kernel.cuda.driver.NvrtcFinder;
import org.ncollapse.spec.ComputeSpec;

/** The kernels' sources are complete, and NVRTC compiles them for every kind of GPU, where there is an NVRTC. */
class CudaSourcesTest {

    private static final Path SOURCES = Path.of("src/main/resources/org/ncollapse/network/kernel/cuda");
    private static final String EMULATED = "12.99";

    @TempDir
    private Path folder;

    @Test
    void everyHeaderIsPassedToTheCompiler() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            List<String> headers = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".cuh"))
                    .sorted()
                    .toList();
            assertThat(CudaSources.HEADERS).isEqualTo(headers);
        }
    }

    /**
     * To machine code: the compiler does not look at inline assembly before. Without optimization, which takes a
     * quarter of the time and accepts the same sources.
     */
    @ParameterizedTest
    @ValueSource(ints = {70, 75, 80, 86, 89, 90, 100, 120})
    void compilesForEveryPrecisionOfGpu(int capability) {
        compile(capability, EnumSet.allOf(ComputeSpec.Precision.class), List.of("--Ofast-compile=max"));
    }

    /** As runs do: a part that needs more registers than there are would be refused here only. */
    @Test
    void compilesWithOptimization() {
        compile(90, EnumSet.of(ComputeSpec.Precision.FLOAT32), List.of());
    }

    private void compile(int capability, Set<ComputeSpec.Precision> requested, List<String> additional) {
        assumeThatCode(NvrtcFinder::find).doesNotThrowAnyException();
        Nvrtc nvrtc = NvrtcFinder.find();
        assumeThat(nvrtc.version()).isNotEqualTo(EMULATED);
        assumeThat(nvrtc.supports(capability)).isTrue();
        Gpu gpu = new Gpu(0, "a GPU", capability, 1, 0);
        Set<Precision> precisions = requested.stream()
                .map(precision -> Precision.of(precision, gpu))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        List<List<String>> parts = CudaSources.parts(precisions, true).stream()
                .map(options ->
                        Stream.concat(options.stream(), additional.stream()).toList())
                .toList();
        assertThat(CudaSources.compiler(folder).compile(nvrtc, new GpuArchitecture(capability, false), parts, () -> {}))
                .hasSize(3 * precisions.size() + 1)
                .allSatisfy(image -> assertThat(image).startsWith(0x7f, 'E', 'L', 'F'));
    }
}
