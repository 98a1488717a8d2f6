package org.ncollapse.network.kernel.cuda.driver;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The folders in which Python packages are usually installed. */
final class PythonPackages {

    private static final List<String> NAMES = List.of("site-packages", "dist-packages");

    private PythonPackages() {}

    /**
     * Returns the folders that exist: of the active environment, of the user, of the system.
     *
     * @param environment the environment variables
     * @param home the user's home folder
     */
    static List<Path> folders(Map<String, String> environment, String home) {
        List<Path> roots = new ArrayList<>();
        for (String active : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
            if (environment.get(active) != null) {
                roots.add(Path.of(environment.get(active)));
            }
        }
        roots.addAll(List.of(Path.of(home, ".local"), Path.of("/usr/local"), Path.of("/usr"), Path.of("/opt/conda")));
        List<Path> folders = new ArrayList<>();
        for (Path root : roots) {
            try (DirectoryStream<Path> versions = Files.newDirectoryStream(root.resolve("lib"), "python3*")) {
                for (Path version : versions) {
                    NAMES.stream()
                            .map(version::resolve)
                            .filter(Files::isDirectory)
                            .forEach(folders::add);
                }
            } catch (IOException e) {
                // A folder that is missing or cannot be read has no library that can be used.
            }
        }
        return folders;
    }
}
