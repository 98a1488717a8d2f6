package org.ncollapse.network.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ncollapse.spec.ComputeSpec;

/**
 * An emulated GPU: a driver whose kernels are the product's own sources, run by the CPU, and an NVRTC that compiles
 * nothing. Both are built with g++ from {@code src/test/cuda} where they are missing or older than a source. Device
 * memory faults at any touch by the host.
 */
public final class EmulatedGpu {

    private static final Path SOURCES = Path.of("src", "test", "cuda");
    private static final Path KERNELS =
            Path.of("src", "main", "resources", "org", "ncollapse", "network", "kernel", "cuda");
    private static final Path BUILT = Path.of("target", "emulated-gpu").toAbsolutePath();
    private static final List<String> LIBRARIES = List.of("libcuda.so.1", "libnvrtc.so.12");

    private static boolean ready;

    private EmulatedGpu() {}

    /** Returns the folder with the libraries. Without g++ the calling test is skipped, except where CI forbids it. */
    public static synchronized Path folder() throws IOException, InterruptedException {
        if (!ready) {
            build("driver", BUILT.resolve("libcuda.so.1"));
            LIBRARIES.forEach(library -> NativeLibrary.addSearchPath(library, BUILT.toString()));
            // A newer NVRTC of this machine must not be taken.
            NativeLibrary.addSearchPath("libnvrtc.so.13", BUILT.toString());
            ready = true;
        }
        return BUILT;
    }

    /** Returns kernels on the emulated GPU. */
    public static CudaKernels open(ComputeSpec.Precision precision) throws IOException, InterruptedException {
        return CudaKernels.open(0, precision, true, stage -> {}, folder().resolve("kernels"));
    }

    /**
     * Builds a part of {@code src/test/cuda} with its script if the file {@code built} is older than a source. Other
     * processes that run tests wait.
     */
    static void build(String part, Path built) throws IOException, InterruptedException {
        boolean possible = runs(List.of("g++", "--version"));
        if (System.getenv("CI") != null) {
            assertThat(possible).as("g++ is there").isTrue();
        }
        assumeThat(possible).as("g++ is there").isTrue();
        Files.createDirectories(BUILT);
        try (FileChannel lock =
                FileChannel.open(BUILT.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            if (Files.notExists(built) || isOlder(built, SOURCES) || isOlder(built, KERNELS)) {
                run(List.of("sh", SOURCES.resolve("build").toString(), BUILT.toString(), part));
            }
        }
    }

    private static boolean isOlder(Path built, Path sources) throws IOException {
        FileTime time = Files.getLastModifiedTime(built);
        try (Stream<Path> files = Files.list(sources)) {
            for (Path source : files.toList()) {
                if (Files.getLastModifiedTime(source).compareTo(time) > 0) {
                    return true;
                }
            }
        }
        return false;
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

    /** Runs a command and returns its output; requires exit code 0. */
    static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
