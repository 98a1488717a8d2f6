package org.ncollapse.network.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4jBackend;

class BackendClassLoaderTest {

    private static final String SERVICE = "META-INF/services/org.example.Backend";

    @TempDir
    private Path folder;

    @Test
    void hidesServicesOfOneLibraryOnly() throws IOException {
        URL first = library("first", "org/example/First.class");
        URL second = library("second", "org/example/Second.class");
        try (URLClassLoader both = new URLClassLoader(new URL[] {first, second}, null)) {
            assertThat(locations(new BackendClassLoader(both, "org.example.First"), SERVICE))
                    .containsExactly(second + SERVICE);
            assertThat(locations(new BackendClassLoader(both, "org.example.Second"), SERVICE))
                    .containsExactly(first + SERVICE);
            assertThat(locations(new BackendClassLoader(both, "org.example.Third"), SERVICE))
                    .containsExactly(first + SERVICE, second + SERVICE);
            assertThat(new BackendClassLoader(both, "org.example.First").getResource("org/example/First.class"))
                    .isNotNull();
            assertThat(locations(new BackendClassLoader(both, "org.example.First"), "org/example/First.class"))
                    .hasSize(1);
        }
    }

    private URL library(String name, String classFile) throws IOException {
        for (String file : List.of(SERVICE, classFile)) {
            Path path = folder.resolve(name).resolve(file);
            Files.createDirectories(path.getParent());
            Files.createFile(path);
        }
        return folder.resolve(name).toUri().toURL();
    }

    private static List<String> locations(ClassLoader loader, String resource) throws IOException {
        return Collections.list(loader.getResources(resource)).stream()
                .map(URL::toString)
                .toList();
    }

    @Test
    void hidesNd4jBackendInItsJar() {
        ClassLoader loader = BackendClassLoaderTest.class.getClassLoader();
        assertThat(ServiceLoader.load(Nd4jBackend.class, loader)).hasSize(1);
        assertThat(ServiceLoader.load(
                        Nd4jBackend.class, new BackendClassLoader(loader, "org.nd4j.linalg.cpu.nativecpu.CpuBackend")))
                .isEmpty();
        assertThat(ServiceLoader.load(
                        Nd4jBackend.class, new BackendClassLoader(loader, "org.nd4j.linalg.jcublas.JCublasBackend")))
                .hasSize(1);
    }
}
