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
import java.util.stream.IntStream;
import org.ncollapse.experiment.results.FinalResult;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.figure.Figures;
import org.ncollapse.report.page.SweepPage;
import org.ncollapse.report.sweep.PhaseDiagram;
import org.ncollapse.report.sweep.SweepResults;
import org.ncollapse.report.sweep.SweepRun;
import org.ncollapse.report.sweep.SweepTables;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.Sweep;
import org.ncollapse.spec.Sweep.PlannedRun;
import org.ncollapse.ufm.fit.PlainModelStrength;

/**
 * All runs of a sweep together, from their files alone, into the sweep's folder: {@code runs.csv}, {@code means.csv},
 * the figure {@code phase-diagram} and {@code report.html}. The same files give the same bytes.
 *
 * @param files that were written
 * @param excluded a sentence each reason for which runs are in no mean
 */
public record SweepCollection(List<Path> files, List<String> excluded) {

    private static final int NAMED = 5;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    /** Why runs of a status are left out; what is told of a run is the end of a sentence. */
    private static final Map<String, String> REASONS = Map.of(
            "waiting", "in no table, since it has not begun",
            "diverged", "in runs.csv and in no mean, since it diverged");

    /** @param reason why it is in no mean; null where it is */
    private record CollectedRun(SweepRun run, String reason) {}

    public SweepCollection {
        files = List.copyOf(files);
        excluded = List.copyOf(excluded);
    }

    /** Hears how far it has come, from one thread at a time. */
    public interface Listener {

        /** @param runs that have been read, of all */
        void read(int runs, int all);
    }

    /**
     * Collects what there is; may be called while runs go on.
     *
     * @param folders of the sweep
     * @throws BadInputException where there is no such sweep
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
                .forEach(one -> reasons.computeIfAbsent(one.reason(), none -> new ArrayList<>())
                        .add(one.run().name()));
        List<String> leftOut = reasons.entrySet().stream()
                .map(reason -> sentence(reason.getKey(), reason.getValue()))
                .toList();
        List<Path> files = new ArrayList<>(SweepTables.write(folders.export(), results));
        PhaseDiagram diagram = PhaseDiagram.of(results);
        files.addAll(Figures.drawPhaseDiagram(folders.export(), diagram));
        SweepPage.write(folders.report(), results, diagram, leftOut, provenance(folders, manifest));
        files.add(folders.report());
        return new SweepCollection(files, leftOut);
    }

    /** All runs in their order, several at a time: tables of many epochs take half a second a run. */
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
        String status;
        FinalResult end = null;
        String reason;
        try {
            status = RunSummary.status(folders);
            end = RunSummary.isFinal(status) ? FinalResult.read(folders) : null;
            reason = status.equals("finished")
                    ? null
                    : REASONS.getOrDefault(status, "in no table, since it is not finished but '" + status + "'");
        } catch (BadInputException e) {
            // One run's damaged files should not keep a thousand others from being looked at.
            status = "damaged";
            reason = "in no table, since it cannot be read: " + e.getMessage();
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
                        end == null ? PlainModelStrength.UNDEFINED : end.strength(),
                        end == null ? null : end.metrics()),
                reason);
    }

    private static String sentence(String reason, List<String> runs) {
        String more = runs.size() > NAMED ? " and " + (runs.size() - NAMED) + " more" : "";
        return (runs.size() == 1 ? "1 run is " : runs.size() + " runs are ") + reason + ": "
                + String.join(", ", runs.subList(0, Math.min(NAMED, runs.size()))) + more;
    }

    /** All that the sweep's file says but its runs, and what collected them. */
    private static JsonNode provenance(RunFolders folders, SweepManifest manifest) throws IOException {
        ObjectNode kept =
                (ObjectNode) MAPPER.readTree(SweepManifest.file(folders).toFile());
        ((ObjectNode) kept.get("sweep")).put("runs", manifest.sweep().runs().size() + ", in sweep.json");
        kept.set("collected_by", MAPPER.valueToTree(Software.withoutNetwork()));
        return kept;
    }
}
