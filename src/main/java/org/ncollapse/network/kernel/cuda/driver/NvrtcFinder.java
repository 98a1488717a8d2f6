package org.ncollapse.network.kernel.cuda.driver;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.io.BadInputException;

/**
 * Finds NVRTC. The environment variable {@value #VARIABLE} names the library or its folder. Without it, these are
 * searched in order: the folder of {@link NvrtcRelease}, the folders of the loader, CUDA toolkits, and the packages of
 * PyTorch in Python's folders.
 */
public final class NvrtcFinder {

    static final String VARIABLE = "NCOLLAPSE_NVRTC";

    private static final PathMatcher LIBRARY = FileSystems.getDefault().getPathMatcher("glob:libnvrtc.so.{12,13}");
    private static final PathMatcher BUILTINS = FileSystems.getDefault().getPathMatcher("glob:libnvrtc-builtins.so.*");
    /** Newer ones know newer GPUs. */
    private static final List<String> LOADER_NAMES = List.of("libnvrtc.so.13", "libnvrtc.so.12");

    private static final List<String> TOOLKITS = List.of("/usr/local/cuda/lib64", "/opt/cuda/lib64");
    /** Where pip puts NVIDIA's packages, below a folder of Python packages. */
    private static final List<String> IN_PYTHON_PACKAGES = List.of("nvidia/cu13/lib", "nvidia/cuda_nvrtc/lib");

    private NvrtcFinder() {}

    /**
     * Loads the first NVRTC that is found on this machine.
     *
     * @throws BadInputException if there is none
     */
    public static Nvrtc find() {
        return find(
                System.getenv(VARIABLE),
                NvrtcRelease.folder(),
                PythonPackages.folders(System.getenv(), System.getProperty("user.home")));
    }

    /**
     * Loads the first NVRTC that is found.
     *
     * @param named the value of {@value #VARIABLE}; null if it is not set
     * @param installed the folder of {@link NvrtcRelease}
     * @param pythonPackages folders of Python packages
     * @throws BadInputException if there is none
     */
    static Nvrtc find(String named, Path installed, List<Path> pythonPackages) {
        if (named != null) {
            Path path = Path.of(named);
            Path library = Files.isDirectory(path) ? libraryIn(path) : path;
            if (library == null || !Files.isRegularFile(library)) {
                throw new BadInputException(VARIABLE + ": there is no libnvrtc.so.12 or libnvrtc.so.13 at " + named);
            }
            return load(library);
        }
        Path release = libraryIn(installed);
        if (release != null) {
            return load(release);
        }
        List<Path> folders = new ArrayList<>();
        TOOLKITS.forEach(folder -> folders.add(Path.of(folder)));
        for (Path packages : pythonPackages) {
            IN_PYTHON_PACKAGES.forEach(folder -> folders.add(packages.resolve(folder)));
        }
        for (String name : LOADER_NAMES) {
            try {
                return new Nvrtc(name);
            } catch (UnsatisfiedLinkError e) {
                // Not there: look elsewhere.
            }
        }
        for (Path folder : folders) {
            Path library = libraryIn(folder);
            if (library != null) {
                return load(library);
            }
        }
        throw new BadInputException("training on a GPU needs NVRTC, NVIDIA's compiler library, and there is no"
                + " libnvrtc.so.12 or .13 in the loader's folders, in " + String.join(" or ", TOOLKITS)
                + " or among Python's packages; '" + NvrtcRelease.INSTALL + "' installs it (45 MB), or " + VARIABLE
                + " names its folder");
    }

    /** Loads the builtins first: NVRTC opens them by name, which fails outside the loader's folders. */
    private static Nvrtc load(Path library) {
        Path builtins = first(library.toAbsolutePath().getParent(), BUILTINS);
        try {
            if (builtins != null) {
                NativeLibrary.getInstance(builtins.toString());
            }
            return new Nvrtc(library.toString());
        } catch (UnsatisfiedLinkError e) {
            String reason = e.getMessage().lines().findFirst().orElse("");
            throw new BadInputException(library + " cannot be loaded (" + reason
                    + "); install it again, or name another NVRTC with " + VARIABLE);
        }
    }

    private static Path libraryIn(Path folder) {
        return first(folder, LIBRARY);
    }

    /** The last by name of the matching files in a folder; null if there is none. */
    private static Path first(Path folder, PathMatcher matcher) {
        if (!Files.isDirectory(folder)) {
            return null;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> matcher.matches(file.getFileName()))
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        } catch (IOException e) {
            return null; // A folder that cannot be read has no library that can be used.
        }
    }
}
