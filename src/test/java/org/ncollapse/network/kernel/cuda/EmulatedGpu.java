package org.ncollapse.network.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ncollapse.spec.ComputeSpec;

/**
 * An emulated GPU: a driver whose kernels are the product's own sources, run by the CPU, and an NVRTC that compiles
 * nothing. They are built with g++ from {@code src/test/cuda}, once per process; the environment variable
 * {@value #VARIABLE} names a folder that has them already. Device memory faults at any touch by the host.
 */
public final class EmulatedGpu {

    static final String VARIABLE = "NCOLLAPSE_EMULATED_GPU";

    private static final Path SOURCES = Path.of("src", "test", "cuda");
    private static final List<String> LIBRARIES = List.of("libcuda.so.1", "libnvrtc.so.12");

    private static Path folder;

    private EmulatedGpu() {}

    /** Returns the folder with the libraries. Without g++ the calling test is skipped, except where CI forbids it. */
    public static synchronized Path folder() throws IOException, InterruptedException {
        if (folder == null) {
            String ready = System.getenv(VARIABLE);
            folder = ready == null ? build() : Path.of(ready);
            LIBRARIES.forEach(library -> NativeLibrary.addSearchPath(library, folder.toString()));
            // A newer NVRTC of this machine must not be taken.
            NativeLibrary.addSearchPath("libnvrtc.so.13", folder.toString());
        }
        return folder;
    }

    /** Returns kernels on the emulated GPU. */
    public static CudaKernels open(ComputeSpec.Precision precision) throws IOException, InterruptedException {
        return CudaKernels.open(0, precision, true, stage -> {}, folder().resolve("kernels"));
    }

    private static Path build() throws IOException, InterruptedException {
        boolean possible = runs(List.of("g++", "--version")) && runs(List.of("gcc", "--version"));
        if (System.getenv("CI") != null) {
            assertThat(possible).as("g++ is there").isTrue();
        }
        assumeThat(possible).as("g++ is there").isTrue();
        Path target = Files.createTempDirectory("emulated-gpu-");
        List<String> compile =
                new ArrayList<>(List.of("g++", "-std=c++20", "-O1", "-march=native", "-ffp-contract=off"));
        compile.addAll(List.of("-Wno-unknown-pragmas", "-shared", "-fPIC", "-Wl,-soname,libcuda.so.1"));
        // A kernel has the name of a function of the C library.
        compile.add("-Wl,-Bsymbolic");
        compile.addAll(List.of(SOURCES.resolve("driver.cpp").toString(), "-o", target + "/libcuda.so.1"));
        run(compile);
        run(List.of(
                "gcc",
                "-O1",
                "-shared",
                "-fPIC",
                "-Wl,-soname,libnvrtc.so.12",
                SOURCES.resolve("nvrtc.c").toString(),
                "-o",
                target + "/libnvrtc.so.12"));
        Files.createSymbolicLink(target.resolve("libnvrtc.so.13"), Path.of("libnvrtc.so.12"));
        return target;
    }

    private static boolean runs(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(60, TimeUnit.SECONDS);
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
