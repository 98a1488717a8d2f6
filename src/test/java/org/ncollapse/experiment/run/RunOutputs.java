package org.ncollapse.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.deeplearning4j.util.ModelSerializer;

/** Reads all outputs of a run for comparison, except times. */
public final class RunOutputs {

    private RunOutputs() {}

    /** Returns every file below a folder with its bytes, one per character; without the seconds of the epochs. */
    public static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                String name = folder.relativize(file).toString();
                contents.put(name, name.endsWith("epochs.csv") ? bytes.replaceAll("(?m),[^,\n]*$", "") : bytes);
            }
        }
        return contents;
    }

    /** Asserts that two finished runs have the same outputs. */
    public static void assertSame(Path home, Path expected, String name) throws IOException {
        Map<String, String> actual = contents(home.resolve("notebooks-export").resolve(name));
        Map<String, String> truth =
                contents(expected.resolve("notebooks-export").resolve(name));
        assertThat(actual.keySet()).isEqualTo(truth.keySet());
        truth.forEach((file, bytes) -> {
            if (file.endsWith(".csv") || file.endsWith(".npz")) {
                assertThat(actual.get(file).equals(bytes)).as(file).isTrue();
            }
        });
        assertThat(parameters(home, name)).isEqualTo(parameters(expected, name));
        assertThat(state(home, name)).isEqualTo(state(expected, name));
    }

    static float[] parameters(Path home, String name) throws IOException {
        return ModelSerializer.restoreComputationGraph(
                        home.resolve("models").resolve(name + ".zip").toFile())
                .params()
                .data()
                .asFloat();
    }

    /** Returns the arrays from which a run can be resumed: parameters, velocity and training state. */
    private static Map<String, String> state(Path home, String name) throws IOException {
        Path folder = home.resolve("checkpoints").resolve(name);
        try (Stream<Path> files = Files.list(folder)) {
            Path npz = files.filter(file -> file.toString().endsWith(".npz"))
                    .findFirst()
                    .orElseThrow();
            Map<String, String> arrays = new TreeMap<>();
            try (ZipFile zip = new ZipFile(npz.toFile())) {
                for (var entry : zip.stream()
                        .filter(entry -> !entry.getName().startsWith("files/epochs"))
                        .toList()) {
                    arrays.put(
                            npz.getFileName() + "/" + entry.getName(),
                            new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1));
                }
            }
            return arrays;
        }
    }
}
