package org.ncollapse.experiment.results;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.ncollapse.experiment.simulation.SimulationRun;
import org.ncollapse.experiment.simulation.SimulationRunTest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.spec.SimulationReader;

/** Exported runs and simulations. */
final class ExportFixture {

    private ExportFixture() {}

    /** A simulation with its fit, which takes a few seconds and has every kind of row of {@code ufm.csv}. */
    static RunFolders fittedSimulation(Path home) throws IOException {
        RunFolders folders = new RunFolders(home, "made");
        new SimulationRun(SimulationReader.read("test", """
                name: made
                model: {kind: plain, classes: 4, samplesPerClass: 10, width: 8, lambdaW: 0.005, lambdaH: 0.005}
                gradientDescent: {learningRate: 0.1, iterations: 3000, initialStd: 0.4}
                record: {logSpaced: 60}
                """, List.of()), folders, new SimulationRunTest.Quiet())
                .execute(false);
        RunFitter.refit(folders, doing -> {});
        return folders;
    }

    /** The archive's entries in their order, and the bytes of each. */
    static Map<String, byte[]> entries(Path zip) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (InputStream file = Files.newInputStream(zip);
                ZipInputStream in = new ZipInputStream(file)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
        return entries;
    }

    /** Unpacks the archive into a folder; returns the run's folder in it. */
    static Path unpack(Path zip, Path into) throws IOException {
        for (Map.Entry<String, byte[]> entry : entries(zip).entrySet()) {
            Path file = into.resolve(entry.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, entry.getValue());
        }
        return into.resolve(zip.getFileName().toString().replaceFirst("\\.zip$", ""));
    }
}
