package org.ncollapse.experiment.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ncollapse.experiment.results.FinalResult;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.figure.Figures;
import org.ncollapse.report.page.SweepPage;
import org.ncollapse.report.sweep.FitsTable;
import org.ncollapse.report.sweep.PhaseDiagram;
import org.ncollapse.report.sweep.RunCurves;
import org.ncollapse.report.sweep.SweepResults;
import org.ncollapse.report.sweep.SweepRun;
import org.ncollapse.report.sweep.SweepTables;
import org.ncollapse.report.sweep.TheoryComparison;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.Sweep;
import org.ncollapse.spec.Sweep.PlannedRun;
import org.ncollapse.ufm.fit.PlainModelStrength;

/**
 * Collects the runs of a sweep into the sweep's folder: {@code runs.csv}, {@code means.csv}, the figure
 * {@code phase-diagram}, with a known penalty of the features the figure {@code theory}, with fits {@code fits.csv} and
 * the figure {@code trajectories}, and {@code report.html}. The same runs give the same bytes.
 *
 * @param files the files that were written
 * @param excluded one sentence per reason why runs are not in the means
 */
public record SweepCollection(List<Path> files, List<String> excluded) {

    private static final int MAX_NAMES = 5;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    /** Why runs with a status are left out, as the end of a sentence. */
    private static final Map<RunStatus, String> REASONS = Map.of(
            RunStatus.PENDING, "in no table, because it has not started",
            RunStatus.DIVERGED, "in runs.csv but not in the means, because it diverged");

    /** @param reason why the run is not in the means; null if it is */
    private record CollectedRun(SweepRun run, String reason) {}

    public SweepCollection {
        files = List.copyOf(files);
        excluded = List.copyOf(excluded);
    }

    /** Receives the progress, from one thread at a time. */
    public interface Listener {

        /** @param runs the number of runs that have been read */
        void read(int runs, int all);
    }

    /**
     * Collects all runs that have results. May be called while runs are running.
     *
     * @param folders the folders of the sweep
     * @throws BadInputException if there is no such sweep
     */
    public static SweepCollection write(RunFolders folders, Listener listener) throws IOException {
        SweepManifest manifest = SweepManifest.read(folders);
        Sweep sweep = manifest.sweep();
        List<CollectedRun> read = read(sweep, folders.home(), listener);
        SweepResults results = new SweepResults(
                sweep.name(),
                sweep.notes(),
                sweep.keys(),
                read.stream().map(CollectedRun::run).toList());
        Map<String, List<String>> reasons = new LinkedHashMap<>();
        read.stream()
                .filter(one -> one.reason() != null)
                .forEach(one -> reasons.computeIfAbsent(one.reason(), key -> new ArrayList<>())
                        .add(one.run().name()));
        List<String> excluded = reasons.entrySet().stream()
                .map(reason -> sentence(reason.getKey(), reason.getValue()))
                .toList();
        List<Path> files = new ArrayList<>(SweepTables.write(folders.export(), results));
        files.addAll(FitsTable.write(folders.export(), results));
        PhaseDiagram diagram = PhaseDiagram.of(results);
        files.addAll(Figures.drawPhaseDiagram(folders.export(), diagram));
        List<Path> theory = Figures.drawTheory(folders.export(), TheoryComparison.of(diagram));
        files.addAll(theory);
        List<Path> trajectories = Figures.drawTrajectories(folders.export(), results);
        files.addAll(trajectories);
        SweepPage.write(
                folders.report(), results, diagram, theory, trajectories, excluded, provenance(folders, manifest));
        files.add(folders.report());
        return new SweepCollection(files, excluded);
    }

    /** Reads all runs in their order, in parallel: a table of many epochs takes half a second. */
    private static List<CollectedRun> read(Sweep sweep, Path home, Listener listener) throws IOException {
        CollectedRun[] read = new CollectedRun[sweep.runs().size()];
        int[] done = {0};
        try {
            IntStream.range(0, read.length).parallel().forEach(i -> {
                PlannedRun planned = sweep.runs().get(i);
                read[i] = read(planned, sweep, new RunFolders(home, planned.name()));
                synchronized (done) {
                    listener.read(++done[0], read.length);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return List.of(read);
    }

    private static CollectedRun read(PlannedRun planned, Sweep sweep, RunFolders folders) {
        RunStatus status;
        FinalResult result = null;
        String reason;
        try {
            status = RunSummary.status(folders);
            result = status.isFinal() ? FinalResult.read(folders) : null;
            reason = status == RunStatus.FINISHED
                    ? null
                    : REASONS.getOrDefault(status, "in no table, because it is '" + status + "', not finished");
        } catch (BadInputException e) {
            // One run with unreadable files should not prevent the collection of the others.
            status = RunStatus.UNREADABLE;
            reason = "in no table, because it cannot be read: " + e.getMessage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean orthogonal = planned.experiment().objective().loss() == Loss.MSE
                && !planned.experiment().network().headBias();
        return new CollectedRun(
                new SweepRun(
                        planned.name(),
                        status,
                        IntStream.range(0, sweep.keys().size())
                                .mapToObj(key -> sweep.value(planned, key))
                                .toList(),
                        planned.experiment().seed(),
                        orthogonal,
                        result == null ? PlainModelStrength.UNDEFINED : result.strength(),
                        result == null ? Optional.empty() : result.comparison(),
                        result == null ? List.of() : result.fits(),
                        result == null ? null : result.metrics(),
                        result == null ? RunCurves.NONE : result.curves()),
                reason);
    }

    private static String sentence(String reason, List<String> runs) {
        String more = runs.size() > MAX_NAMES ? " and " + (runs.size() - MAX_NAMES) + " more" : "";
        return (runs.size() == 1 ? "1 run is " : runs.size() + " runs are ") + reason + ": "
                + String.join(", ", runs.subList(0, Math.min(MAX_NAMES, runs.size()))) + more;
    }

    /** Returns the sweep's manifest without its runs, and the software that collected them. */
    private static JsonNode provenance(RunFolders folders, SweepManifest manifest) throws IOException {
        ObjectNode provenance =
                (ObjectNode) MAPPER.readTree(SweepManifest.file(folders).toFile());
        ((ObjectNode) provenance.get("sweep"))
                .put("runs", manifest.sweep().runs().size() + ", in sweep.json");
        provenance.set("collectedBy", MAPPER.valueToTree(Software.withoutNetwork()));
        return provenance;
    }
}
