package org.ncollapse.network.kernel.cuda.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.Sha256;

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

    /** The user's folder for compiled kernels: in {@code XDG_CACHE_HOME}, or else in {@code ~/.cache}. */
    public static Path defaultFolder() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path root =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return root.resolve("ncollapse").resolve("kernels");
    }

    /** Returns the kernels as machine code or PTX for a GPU. */
    public byte[] compile(Nvrtc nvrtc, GpuArchitecture target, List<String> options) {
        Path file = folder.resolve(digest(nvrtc, target, options) + (target.ptx() ? ".ptx" : ".cubin"));
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
            throw new UncheckedIOException("compiled kernels cannot be kept in " + folder, e);
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
