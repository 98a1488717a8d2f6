package org.ncollapse.experiment.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ncollapse.experiment.store.ExperimentManifest;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.table.LastMetrics;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.report.table.ZeroErrorHistory;
import org.ncollapse.spec.RunStatus;

/**
 * The summary of a run, read from its files.
 *
 * @param status the status in the manifest, or crashed if it is active there and no process works on the run
 * @param completedEpochs completed epochs; iterations of a simulation
 * @param maxEpochs the limit of epochs; empty for simulations and measurements
 * @param started UTC, ISO 8601
 * @param hours the time for training and capture so far; for an active run, until the manifest was last written
 * @param settings the settings in the manifest
 * @param latest the last row of metrics
 * @param remarks interruptions, errors and warnings
 */
public record RunSummary(
        String name,
        RunStatus status,
        int completedEpochs,
        OptionalInt maxEpochs,
        String started,
        double hours,
        JsonNode settings,
        LastMetrics latest,
        List<String> remarks) {

    private static final double SECONDS_PER_HOUR = 3600;

    /**
     * Reads the summary of a run.
     *
     * @throws BadInputException if there is no such run, or its files cannot be read
     */
    public static RunSummary read(RunFolders folders) throws IOException {
        Manifest manifest = Manifest.read(folders.manifest());
        RunStatus status = status(folders, manifest);
        boolean isUnfinished = manifest.status().isActive();
        MetricsTable metrics = MetricsTable.readPartial(folders.export());
        LastMetrics latest = LastMetrics.of(metrics);
        OptionalInt maxEpochs = manifest instanceof ExperimentManifest run
                ? OptionalInt.of(run.experiment().at("/training/epochs").asInt())
                : OptionalInt.empty();
        int done = isUnfinished
                ? Math.max(manifest.progress().epochs(), latest.epoch().orElse(0))
                : manifest.progress().epochs();
        return new RunSummary(
                manifest.name(),
                status,
                done,
                maxEpochs,
                manifest.header().started(),
                (manifest.progress().trainingSeconds() + manifest.progress().captureSeconds()) / SECONDS_PER_HOUR,
                manifest.settings(),
                latest,
                remarks(manifest, metrics));
    }

    /** Returns the status alone; faster than reading the summary. */
    public static RunStatus status(RunFolders folders) throws IOException {
        if (Files.notExists(folders.manifest())) {
            return RunStatus.PENDING;
        }
        try {
            return status(folders, Manifest.read(folders.manifest()));
        } catch (BadInputException e) {
            return RunStatus.UNREADABLE;
        }
    }

    /** Returns the settings of a run. */
    public static JsonNode settings(RunFolders folders) throws IOException {
        return Manifest.read(folders.manifest()).settings();
    }

    /** Returns the status in the manifest, or crashed if it is active there and no process works on the run. */
    static RunStatus status(RunFolders folders, Manifest manifest) throws IOException {
        return manifest.status().isActive() && !RunLock.isHeld(folders) ? RunStatus.CRASHED : manifest.status();
    }

    private static List<String> remarks(Manifest manifest, MetricsTable metrics) {
        List<String> remarks = new ArrayList<>();
        manifest.header()
                .interruptions()
                .forEach(one -> remarks.add(one.cause() + "; resumed at " + one.resumed() + " in epoch " + one.epoch()
                        + " after step " + one.step()));
        ZeroErrorHistory.of(metrics)
                .filter(history -> history.positive() > 0)
                .ifPresent(history -> remarks.add(history.summary(manifest.epochUnit())));
        if (manifest.header().message() != null) {
            remarks.add(manifest.header().message());
        }
        manifest.header().warnings().forEach(warning -> remarks.add("warning: " + warning));
        return remarks;
    }

    /** Returns what the user may want to run next; empty if there is nothing. */
    public String nextCommand() {
        return switch (status) {
            case RUNNING -> "ncollapse watch " + name;
            case CRASHED, INTERRUPTED, FAILED -> commandToComplete();
            case FINISHED -> "ncollapse report " + name;
            default -> "";
        };
    }

    private String commandToComplete() {
        if (settings.has("training")) {
            return "ncollapse resume " + name;
        }
        return "the same command again, 'ncollapse "
                + (settings.has("gradientDescent") ? "ufm simulate" : "measure")
                + "'; it replaces these results";
    }

    /** Returns all runs in a home folder, sorted by name. Unreadable runs are left out with a warning. */
    public static List<RunSummary> readAll(Path home, Consumer<String> warning) throws IOException {
        Path results = home.resolve("notebooks-export");
        List<RunSummary> runs = new ArrayList<>();
        // A folder that may not be read is an error, not a folder without runs.
        if (!Files.notExists(results)) {
            List<Path> folders;
            try (Stream<Path> found = Files.list(results)) {
                folders = found.filter(folder -> Files.exists(folder.resolve("manifest.json")))
                        .sorted()
                        .toList();
            }
            for (Path folder : folders) {
                try {
                    runs.add(read(new RunFolders(home, folder.getFileName().toString())));
                } catch (BadInputException e) {
                    warning.accept(e.getMessage());
                }
            }
        }
        return runs;
    }
}
