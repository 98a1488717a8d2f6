package org.ncollapse.network.kernel.cuda.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.BadInputException;

/** What is compiled for which GPU by which version of NVRTC, what is kept, and which NVRTC is found first. */
class NvrtcTest {

    private static final int CUDA_12_4 = 12_040;
    private static final int CUDA_12_8 = 12_080;

    /** The architectures that NVIDIA's documentation lists for each version, from 7.0 on. */
    private final Nvrtc cuda124 = new Nvrtc("libnvrtc.so.12", new FakeNvrtc(12, 4, 70, 72, 75, 80, 86, 87, 89, 90));

    private final Nvrtc cuda130 =
            new Nvrtc("libnvrtc.so.13", new FakeNvrtc(13, 0, 75, 80, 86, 87, 88, 89, 90, 100, 103, 110, 120, 121));

    @TempDir
    private Path folder;

    private static Gpu gpu(int capability) {
        return new Gpu(0, "a GPU", capability, 100, 1L << 34);
    }

    private static void assertRefused(Nvrtc nvrtc, int capability, int driver, String... words) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> nvrtc.architectureFor(gpu(capability), driver))
                .withMessageContainingAll(words)
                .withMessageContaining(NvrtcRelease.INSTALL)
                .withMessageContaining("NCOLLAPSE_NVRTC")
                .withMessageNotContaining("\n");
    }

    @Test
    void compilesToMachineCodeWhereTheGpuIsKnown() {
        assertThat(cuda124.architectureFor(gpu(90), CUDA_12_8)).hasToString("sm_90");
        assertThat(cuda124.architectureFor(gpu(70), 12_000)).hasToString("sm_70");
    }

    @Test
    void leavesGpuThatIsNewerThanNvrtcToTheDriver() {
        assertThat(cuda124.architectureFor(gpu(100), CUDA_12_8)).hasToString("compute_90");
        assertThat(cuda124.architectureFor(gpu(120), CUDA_12_8)).hasToString("compute_90");
    }

    @Test
    void refusesDriverAndGpuThatDoNotSuitIt() {
        assertRefused(cuda130, 90, CUDA_12_8, "supports CUDA 12.8", "CUDA 13.0", "update the driver");
        assertRefused(cuda130, 70, 13_000, "libnvrtc.so.13", "cannot compile", "7.0");
        Nvrtc newer = new Nvrtc("libnvrtc.so.12", new FakeNvrtc(12, 9, 90));
        assertRefused(newer, 100, CUDA_12_4, "supports CUDA 12.4", "CUDA 12.9");
    }

    @Test
    void compilesEachPartOnceAndKeepsIt() throws IOException {
        FakeNvrtc api = new FakeNvrtc(12, 9, 90);
        Nvrtc nvrtc = new Nvrtc("libnvrtc.so.12", api);
        KernelCompiler compiler = new KernelCompiler(NvrtcTest.class, "NvrtcTest.class", List.of(), folder);
        GpuArchitecture target = new GpuArchitecture(90, false);
        List<List<String>> parts = List.of(List.of("-Da"), List.of("-Db"), List.of("-Dc"));
        AtomicInteger waits = new AtomicInteger();

        List<byte[]> first = compiler.compile(nvrtc, target, parts, waits::incrementAndGet);
        assertThat(first.stream().map(image -> new String(image, StandardCharsets.UTF_8)))
                .containsExactly(
                        "-Da --gpu-architecture=sm_90", "-Db --gpu-architecture=sm_90", "-Dc --gpu-architecture=sm_90");
        assertThat(api.compiled()).hasSize(4); // The first is empty.
        assertThat(compiler.compile(nvrtc, target, parts, waits::incrementAndGet))
                .containsExactlyElementsOf(first);
        assertThat(api.compiled()).hasSize(4);
        assertThat(waits).hasValue(1);

        try (Stream<Path> files = Files.list(folder)) {
            Files.delete(files.findFirst().orElseThrow());
        }
        compiler.compile(nvrtc, target, parts, waits::incrementAndGet);
        assertThat(api.compiled()).hasSize(6);
        assertThat(waits).hasValue(2);
    }

    @Test
    void failedCompilationShowsTheLog() {
        KernelCompiler compiler = new KernelCompiler(NvrtcTest.class, "NvrtcTest.class", List.of(), folder);
        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> compiler.compile(
                        cuda124,
                        new GpuArchitecture(90, false),
                        List.of(List.of("-Dgood"), List.of("-Dbad")),
                        () -> {}))
                .withMessageContaining("-Dbad");
    }

    @Test
    void folderThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        KernelCompiler compiler = new KernelCompiler(NvrtcTest.class, "NvrtcTest.class", List.of(), file);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() ->
                        compiler.compile(cuda124, new GpuArchitecture(90, false), List.of(List.of("-Da")), () -> {}))
                .withMessageContainingAll(file.toString(), "XDG_CACHE_HOME");
    }

    @Test
    void installedReleaseComesBeforeOthersAndNamedComesFirst() throws IOException {
        Path installed = Files.createDirectory(folder.resolve("installed"));
        Path library = Files.writeString(installed.resolve("libnvrtc.so.12"), "not a library");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> NvrtcFinder.find(null, installed, List.of()))
                .withMessageContainingAll(library + " cannot be loaded", "NCOLLAPSE_NVRTC")
                .withMessageNotContaining("\n");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> NvrtcFinder.find(folder.toString(), installed, List.of()))
                .withMessageContainingAll("NCOLLAPSE_NVRTC: there is no", folder.toString());
    }
}
