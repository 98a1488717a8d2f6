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
import org.ncollapse.spec.Device;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Which backend ND4J takes where there are two. A stand-in of CUDA's name, with its priority, and an nvidia-smi that
 * lists a card take the place of what machines without a card have not; both are put before programs of their own.
 */
class BackendSelectionTest {

    private static final String STAND_IN = """
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
        Files.writeString(source, STAND_IN);
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
        Files.writeString(smi, "#!/bin/sh\necho '0, GPU-1, NVIDIA A100, 8.0, 40536, 535.183.01'\n");
        assertThat(smi.toFile().setExecutable(true)).isTrue();
    }

    /** What a program says that asks for devices in turn. */
    private static List<String> asked(boolean broken, String... devices) throws IOException, InterruptedException {
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

    /** Says which backend each gives. */
    public static void main(String[] devices) {
        for (String device : devices) {
            try {
                System.out.println(
                        Backend.initialize(device.equals("cpu") ? Device.CPU : new Device(Integer.valueOf(device)), 1));
                System.out.println(Nd4j.getBackend().getClass().getSimpleName());
            } catch (BadInputException e) {
                System.out.println(e.getMessage());
            }
        }
        System.exit(0);
    }

    @Test
    void theProcessorIsTakenWhereItIsAskedForThoughCudaHasTheHigherPriority() throws Exception {
        assertThat(asked(false, "cpu")).containsExactly("null", "CpuBackend");
        assertThat(asked(true, "cpu")).containsExactly("null", "CpuBackend");
    }

    @Test
    void aCardIsTakenWhereItIsAskedForAndNamed() throws Exception {
        assertThat(asked(false, "0"))
                .containsExactly("NVIDIA A100 (compute capability 8.0, 40536 MiB, driver 535.183)", "JCublasBackend");
    }

    @Test
    void aCardThatIsNotThereIsOneLine() throws Exception {
        assertThat(asked(false, "1")).singleElement().asString().contains("cuda:1 is not there", "one card, cuda:0");
    }

    @Test
    void cudaThatDoesNotStartIsOneLineThatSaysWhyAndTheProcessorIsNotTaken() throws Exception {
        assertThat(asked(true, "0"))
                .singleElement()
                .asString()
                .contains("compute.device: cuda:0, NVIDIA A100", "cannot be had", "libcuda.so.1: cannot open");
    }

    @Test
    void aProcessThatComputesOnTheProcessorDoesNotGoOnOnACardNorTheOtherWayRound() throws Exception {
        List<String> processorFirst = asked(false, "cpu", "0");
        assertThat(processorFirst).hasSize(3);
        assertThat(processorFirst.get(2)).contains("compute.device: cuda:0 cannot be had", "CpuBackend");
        List<String> cardFirst = asked(false, "0", "cpu");
        assertThat(cardFirst).hasSize(3);
        assertThat(cardFirst.get(2)).contains("compute.device: cpu cannot be had", "JCublasBackend");
    }

    @Test
    void aBuildWithoutCudaSaysHowToMakeOneWithIt() {
        assumeThat(System.getProperty("java.class.path")).doesNotContain("nd4j-cuda");
        assertThat(Backend.hasCuda()).isFalse();
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> Backend.initialize(new Device(0), 1))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("compute.device: cuda:0", "mvn -Pcuda")
                        .hasLineCount(1));
    }
}
