package org.ncollapse.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.BadInputException;
import org.ncollapse.network.device.CudaDevice;
import org.ncollapse.spec.Device;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Which backend ND4J uses if there are two. A fake CUDA backend with CUDA's class name and priority, and an nvidia-smi
 * script that lists a GPU, replace what machines without a GPU lack. Each test starts a process of its own.
 */
class BackendSelectionTest {

    private static final String FAKE_CUDA_BACKEND = """
            package org.nd4j.linalg.jcublas;
            public class JCublasBackend extends org.nd4j.linalg.cpu.nativecpu.CpuBackend {
                @Override public int getPriority() { return BACKEND_PRIORITY_GPU; }
                @Override public boolean isAvailable() { return canRun(); }
                @Override public boolean canRun() {
                    if (System.getenv("BROKEN") == null) { return true; }
                    throw new IllegalStateException("it does not load", new UnsatisfiedLinkError("libcuda.so.1: cannot open shared object file"));
                }
            }
            """;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void compile() throws IOException {
        Path source = folder.resolve("JCublasBackend.java");
        Files.writeString(source, FAKE_CUDA_BACKEND);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                classes.toString(),
                                source.toString()))
                .isZero();
        Path service = classes.resolve("META-INF/services/org.nd4j.linalg.factory.Nd4jBackend");
        Files.createDirectories(service.getParent());
        Files.writeString(service, "org.nd4j.linalg.jcublas.JCublasBackend");
        Path smi = Files.createDirectories(folder.resolve("bin")).resolve("nvidia-smi");
        Files.writeString(smi, "#!/bin/sh\necho '0, GPU-1, NVIDIA A100, 8.0, 40536, 39000, 535.183.01'\n");
        assertThat(smi.toFile().setExecutable(true)).isTrue();
    }

    /** Starts a process that initializes devices one after the other; returns its output. */
    private static List<String> initialize(boolean broken, String... devices) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                folder.resolve("classes") + File.pathSeparator + System.getProperty("java.class.path"),
                BackendSelectionTest.class.getName()));
        command.addAll(List.of(devices));
        ProcessBuilder java = new ProcessBuilder(command).redirectErrorStream(true);
        java.environment()
                .merge("PATH", folder.resolve("bin").toString(), (path, bin) -> bin + File.pathSeparator + path);
        java.environment().remove("CUDA_VISIBLE_DEVICES");
        if (broken) {
            java.environment().put("BROKEN", "1");
        }
        Process process = java.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).isZero();
        return lines;
    }

    /** Prints the GPU and the backend of each device. */
    public static void main(String[] devices) {
        for (String device : devices) {
            try {
                System.out.println(
                        Backend.initialize(device.equals("cpu") ? Device.CPU : new Device(Integer.valueOf(device)), 1)
                                .map(CudaDevice::toString)
                                .orElse("no GPU"));
                System.out.println(Nd4j.getBackend().getClass().getSimpleName());
            } catch (BadInputException e) {
                System.out.println(e.getMessage());
            }
        }
        System.exit(0);
    }

    @Test
    void cpuIsUsedAlthoughCudaHasHigherPriority() throws Exception {
        assertThat(initialize(false, "cpu")).containsExactly("no GPU", "CpuBackend");
        assertThat(initialize(true, "cpu")).containsExactly("no GPU", "CpuBackend");
    }

    @Test
    void requestedGpuIsUsedAndNamed() throws Exception {
        assertThat(initialize(false, "0"))
                .containsExactly("NVIDIA A100 (compute capability 8.0, 40536 MiB, driver 535.183)", "JCublasBackend");
    }

    @Test
    void missingDeviceIsReportedInOneLine() throws Exception {
        assertThat(initialize(false, "1"))
                .singleElement()
                .asString()
                .contains("cuda:1 is not available", "one GPU, cuda:0");
    }

    @Test
    void cudaFailureIsReportedInOneLineWithoutFallback() throws Exception {
        assertThat(initialize(true, "0"))
                .singleElement()
                .asString()
                .contains("compute.device: cuda:0, NVIDIA A100", "is not available", "libcuda.so.1: cannot open");
    }

    @Test
    void deviceCannotChangeWithinProcess() throws Exception {
        List<String> cpuFirst = initialize(false, "cpu", "0");
        assertThat(cpuFirst).hasSize(3);
        assertThat(cpuFirst.get(2)).contains("compute.device: cuda:0 is not available", "CpuBackend");
        List<String> gpuFirst = initialize(false, "0", "cpu");
        assertThat(gpuFirst).hasSize(3);
        assertThat(gpuFirst.get(2)).contains("compute.device: cpu is not available", "JCublasBackend");
    }

    @Test
    void buildWithoutCudaSaysHowToBuildWithIt() {
        assumeThat(System.getProperty("java.class.path")).doesNotContain("nd4j-cuda");
        assertThat(Backend.hasCuda()).isFalse();
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> Backend.initialize(new Device(0), 1))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("compute.device: cuda:0", "mvn -Pcuda")
                        .hasLineCount(1));
    }
}
