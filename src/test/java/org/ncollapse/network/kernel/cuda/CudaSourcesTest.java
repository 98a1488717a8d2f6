package org.ncollapse.network.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.network.kernel.cuda.driver.GpuArchitecture;
import org.ncollapse.network.kernel.cuda.driver.Nvrtc;
import org.ncollapse.network.kernel.cuda.driver.NvrtcFinder;

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

    /** To machine code: the compiler does not look at inline assembly before. */
    @ParameterizedTest
    @ValueSource(ints = {70, 75, 80, 86, 89, 90, 100, 120})
    void compiles(int capability) {
        assumeThat(CudaKernels.missingCompiler()).isEmpty();
        Nvrtc nvrtc = NvrtcFinder.find();
        assumeThat(nvrtc.version()).isNotEqualTo(EMULATED);
        assumeThat(nvrtc.supports(capability)).isTrue();
        EnumSet<Precision> precisions = capability < 80 ? EnumSet.of(Precision.FMA) : EnumSet.allOf(Precision.class);
        assertThatCode(() -> assertThat(CudaSources.compiler(folder)
                                .compile(
                                        nvrtc, new GpuArchitecture(capability, false), CudaSources.options(precisions)))
                        .isNotEmpty())
                .doesNotThrowAnyException();
    }
}
