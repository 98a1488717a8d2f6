package org.ncollapse.experiment.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;
import org.ncollapse.report.SimplexTrajectory;
import org.ncollapse.report.figure.Figures;
import org.ncollapse.report.page.RunPage;
import org.ncollapse.report.page.RunPageInput;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.ufm.UfmModelFactory;

/** The page of one run or of several side by side, from their files alone. */
public final class RunReport {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();
    /** Names that the page of several is called by; of more a few digits of a digest, too, tell them apart. */
    private static final int NAMED = 3;

    private static final int DIGITS = 8;

    private RunReport() {}

    /**
     * Writes the page of runs: {@code report.html} in the folder of one, a file beside the folders of several. Of one
     * that has ended the figures are drawn again too.
     *
     * @return the page
     * @throws BadInputException where a run is not there, or its files are missing or damaged; nothing is written then
     */
    public static Path write(Path home, List<String> names) throws IOException {
        List<RunPageInput> runs = runs(home, names);
        if (runs.stream().map(RunPageInput::epochLabel).distinct().count() > 1) {
            throw new BadInputException(
                    "of these runs some count epochs and some iterations; a page can show one kind: "
                            + String.join(", ", names));
        }
        if (names.size() == 1) {
            redraw(new RunFolders(home, names.get(0)));
        }
        Path file = names.size() == 1
                ? new RunFolders(home, names.get(0)).report()
                : home.resolve("notebooks-export").resolve("report-" + several(names) + ".html");
        RunPage.write(file, runs);
        return file;
    }

    private static void redraw(RunFolders folders) throws IOException {
        Manifest manifest = Manifest.read(folders.manifest());
        if (manifest.hasCompleteTables()) {
            draw(folders, manifest);
            if (Files.exists(folders.verdict())) {
                Figures.drawFit(folders.export(), manifest.epochUnit());
            }
        }
    }

    /** Writes the page of a run that is ending, with the manifest that it will have. */
    public static void write(RunFolders folders, Manifest manifest) throws IOException {
        RunPage.write(folders.report(), List.of(run(folders, manifest, simplex(folders, manifest))));
    }

    /** Draws the figures of what was measured. */
    public static void draw(RunFolders folders, Manifest manifest) throws IOException {
        Figures.drawMetrics(folders.export(), manifest.epochUnit());
        Figures.drawSimplex(folders.export(), simplex(folders, manifest), manifest.epochUnit());
    }

    private static List<RunPageInput> runs(Path home, List<String> names) throws IOException {
        List<RunPageInput> runs = new ArrayList<>();
        for (String name : names) {
            RunFolders folders = new RunFolders(home, name);
            Manifest manifest = Manifest.read(folders.manifest());
            runs.add(run(folders, manifest, simplex(folders, manifest)));
        }
        return runs;
    }

    private static String several(List<String> names) {
        String first = String.join("+", names.subList(0, Math.min(NAMED, names.size())));
        return names.size() > NAMED
                ? first + "+" + (names.size() - NAMED) + "-more-"
                        + Sha256.of(String.join("+", names)).substring(0, DIGITS)
                : first;
    }

    /** What a page is told of a run. */
    static RunPageInput run(RunFolders folders, Manifest manifest, SimplexTrajectory simplex) throws IOException {
        JsonNode settings = manifest.settings();
        List<String> classes = classes(folders, manifest);
        return new RunPageInput(
                manifest.name(),
                folders.export(),
                group(settings),
                manifest.epochUnit(),
                RunSummary.status(folders, manifest),
                manifest.hasCompleteTables(),
                settings.path("notes").asText(""),
                classes,
                simplex,
                YAML.writeValueAsString(settings),
                manifest.withoutSettings());
    }

    static List<String> classes(RunFolders folders, Manifest manifest) {
        if (manifest.data() != null) {
            return manifest.data().classes();
        }
        int classes = manifest.features() != null
                ? manifest.features().classes()
                : UfmModelFactory.of(
                                SimulationReader.fromJson(folders.manifest().toString(), manifest.simulation())
                                        .model())
                        .classCounts()
                        .size();
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }

    /** The picture is not worth a page: a run whose samples are gone, or being written, has the rest. */
    private static SimplexTrajectory simplex(RunFolders folders, Manifest manifest) throws IOException {
        return simplex(new SimplexTrajectoryReader(folders.export(), classes(folders, manifest)));
    }

    static SimplexTrajectory simplex(SimplexTrajectoryReader reader) throws IOException {
        try {
            return reader.read();
        } catch (BadInputException e) {
            return null;
        }
    }

    /** Everything but what tells two seeds of one experiment apart. */
    private static String group(JsonNode settings) throws JsonProcessingException {
        ObjectNode common = settings.deepCopy();
        common.remove(List.of("name", "notes", "seed"));
        return common.toString();
    }
}
