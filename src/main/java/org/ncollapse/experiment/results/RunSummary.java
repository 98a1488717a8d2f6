package org.ncollapse.experiment.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.table.LastMetrics;
import org.ncollapse.report.table.MetricsTable;

/**
 * Where a run stands, by its files.
 *
 * @param status as the manifest has it; {@code died} where it was going on in a process that is no more
 * @param completedEpochs completed ones (of a simulation, iterations)
 * @param maxEpochs epochs at the most; −1 where that has no meaning
 * @param started UTC, ISO 8601
 * @param hours that it has taken so far, trained and measured; of one that goes on, until it last was saved or
 *     interrupted
 * @param settings what it came of
 * @param latest what was measured last
 * @param remarks what went wrong or came between, in words
 */
public record RunSummary(
        String name,
        String status,
        int completedEpochs,
        int maxEpochs,
        String started,
        double hours,
        JsonNode settings,
        LastMetrics latest,
        List<String> remarks) {

    /** The word for a run that has not begun. */
    public static final String PENDING = "waiting";

    /** The word for a run whose manifest cannot be read. */
    public static final String DAMAGED = "damaged";

    private static final String DIED = "died";
    private static final double SECONDS_PER_HOUR = 3600;

    /**
     * Reads where a run stands.
     *
     * @throws BadInputException where there is none, or its files are damaged
     */
    public static RunSummary read(RunFolders folders) throws IOException {
        Manifest manifest = Manifest.read(folders.manifest());
        String status = status(folders, manifest);
        boolean goesOn = List.of("running", "trained", DIED).contains(status);
        LastMetrics latest = LastMetrics.of(MetricsTable.readPartial(folders.export()));
        int planned = manifest.experiment() == null
                ? -1
                : manifest.experiment().at("/training/epochs").asInt();
        int done = goesOn
                ? Math.max(manifest.progress().epochs(), latest.epoch().orElse(0))
                : manifest.progress().epochs();
        return new RunSummary(
                manifest.name(),
                status,
                done,
                planned,
                manifest.started(),
                (manifest.progress().trainingSeconds() + manifest.progress().captureSeconds()) / SECONDS_PER_HOUR,
                manifest.settings(),
                latest,
                remarks(manifest));
    }

    /**
     * The word for where a run stands, {@link #PENDING} where there is none, {@link #DAMAGED} where its manifest is;
     * quicker than all the rest.
     */
    public static String status(RunFolders folders) throws IOException {
        if (Files.notExists(folders.manifest())) {
            return PENDING;
        }
        try {
            return status(folders, Manifest.read(folders.manifest()));
        } catch (BadInputException e) {
            return DAMAGED;
        }
    }

    /** Whether a run of such a status is at its end: going on would change nothing. */
    public static boolean isFinal(String status) {
        return List.of("finished", "diverged").contains(status);
    }

    /** What a run came of. */
    public static JsonNode settings(RunFolders folders) throws IOException {
        return Manifest.read(folders.manifest()).settings();
    }

    /** As the manifest has it, but for a run that was going on in a process that is no more. */
    static String status(RunFolders folders, Manifest manifest) throws IOException {
        return List.of("running", "trained").contains(manifest.status()) && !RunLock.isHeld(folders)
                ? DIED
                : manifest.status();
    }

    private static List<String> remarks(Manifest manifest) {
        List<String> remarks = new ArrayList<>();
        manifest.interruptions()
                .forEach(one -> remarks.add(one.cause() + "; went on at " + one.resumed() + " in epoch " + one.epoch()
                        + " behind step " + one.step()));
        if (manifest.message() != null) {
            remarks.add(manifest.message());
        }
        manifest.warnings().forEach(warning -> remarks.add("warning: " + warning));
        return remarks;
    }

    /** The command that comes next, as far as one does. */
    public String nextCommand() {
        return switch (status) {
            case "running" -> "ncollapse watch " + name;
            case DIED, "interrupted", "failed" -> settings.has("training") ? "ncollapse resume " + name : "";
            case "finished" -> "ncollapse report " + name;
            default -> "";
        };
    }

    /** Every run below a home folder, by name; what is no run, or damaged, is told of and left out. */
    public static List<RunSummary> readAll(Path home, Consumer<String> warning) throws IOException {
        Path results = home.resolve("notebooks-export");
        List<RunSummary> runs = new ArrayList<>();
        if (Files.isDirectory(results)) {
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
