package org.ncollapse.network.kernel.cuda.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;
import org.ncollapse.io.UserCache;

/**
 * Compiles the kernels for a GPU at their first use. Compilation takes seconds, so the result is kept in a folder of
 * the user. A file is named after a digest of everything that decides its content: sources, options, target and
 * compiler. Several processes may use the folder at once.
 */
public final class KernelCompiler {

    /** The sources of the kernels: the first includes the others. */
    private final Map<String, String> sources = new LinkedHashMap<>();

    private final Path folder;

    /**
     * @param type a class next to whose resources the sources are
     * @param main the name of the source that includes the others
     * @param headers the names of the others
     * @param folder where compiled kernels are kept; it is created when needed
     */
    public KernelCompiler(Class<?> type, String main, List<String> headers, Path folder) {
        this.folder = folder;
        sources.put(main, read(type, main));
        headers.forEach(name -> sources.put(name, read(type, name)));
    }

    /** The user's folder for compiled kernels. */
    public static Path defaultFolder() {
        return UserCache.named("kernels").folder();
    }

    /**
     * Returns the kernels as machine code or PTX for a GPU. The parts that the folder does not have are compiled,
     * several at once.
     *
     * @param parts the options of the compiler for each part, the part that takes longest first
     * @param compiling called if something must be compiled, before that
     * @return the compiled parts, in the same order
     * @throws BadInputException if the folder cannot be read or written
     * @throws CudaException with the compiler's log if the kernels do not compile
     */
    public List<byte[]> compile(Nvrtc nvrtc, GpuArchitecture target, List<List<String>> parts, Runnable compiling) {
        List<Path> files =
                parts.stream().map(options -> file(nvrtc, target, options)).toList();
        if (!files.stream().allMatch(Files::exists)) {
            compiling.run();
            // During its first compilation in a process, NVRTC handles SIGINT and SIGTERM by ending the process.
            nvrtc.compile("", Map.of(), List.of(), target);
        }
        // The compiler keeps a processor busy for each part.
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.min(parts.size(), Runtime.getRuntime().availableProcessors()));
        Thread atExit = new Thread(() -> awaitCompiler(threads));
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            List<CompletableFuture<byte[]>> images = new ArrayList<>();
            for (int part = 0; part < parts.size(); part++) {
                Path file = files.get(part);
                List<String> options = parts.get(part);
                images.add(CompletableFuture.supplyAsync(() -> readOrCompile(file, nvrtc, target, options), threads));
            }
            return images.stream().map(KernelCompiler::result).toList();
        } finally {
            threads.shutdown();
            remove(atExit);
        }
    }

    private static void remove(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process exits already.
        }
    }

    /** A process that exits while NVRTC compiles would crash: what NVRTC uses is taken down first. */
    private static void awaitCompiler(ExecutorService threads) {
        threads.shutdownNow();
        try {
            threads.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Path file(Nvrtc nvrtc, GpuArchitecture target, List<String> options) {
        return folder.resolve(digest(nvrtc, target, options) + (target.ptx() ? ".ptx" : ".cubin"));
    }

    private byte[] readOrCompile(Path file, Nvrtc nvrtc, GpuArchitecture target, List<String> options) {
        try {
            if (Files.exists(file)) {
                return Files.readAllBytes(file);
            }
            Map<String, String> headers = new LinkedHashMap<>(sources);
            String main = headers.remove(sources.keySet().iterator().next());
            byte[] image = nvrtc.compile(main, headers, options, target);
            Files.createDirectories(folder);
            Path temporary = AtomicFile.uniqueTemporaryFileFor(file);
            Files.write(temporary, image);
            AtomicFile.replaceUnsynced(temporary, file);
            return image;
        } catch (IOException e) {
            throw new BadInputException(
                    "compiled kernels cannot be kept in " + folder + " (" + e
                            + "); free disk space, or name another folder with XDG_CACHE_HOME",
                    e);
        }
    }

    private String digest(Nvrtc nvrtc, GpuArchitecture target, List<String> options) {
        Sha256 digest = new Sha256();
        for (String part :
                List.of(nvrtc.version(), target.toString(), String.join("\n", options), sources.toString())) {
            digest.update(part.getBytes(StandardCharsets.UTF_8)).update((byte) 0);
        }
        return digest.hex();
    }

    private static byte[] result(CompletableFuture<byte[]> image) {
        try {
            return image.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static String read(Class<?> type, String name) {
        try (InputStream in = type.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
