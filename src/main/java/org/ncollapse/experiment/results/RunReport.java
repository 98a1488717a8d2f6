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
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ncollapse.experiment.store.ExperimentManifest;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.MeasurementManifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;
import org.ncollapse.report.SimplexTrajectory;
import org.ncollapse.report.figure.Figures;
import org.ncollapse.report.figure.PaperFormat;
import org.ncollapse.report.page.RunDescription;
import org.ncollapse.report.page.RunPage;
import org.ncollapse.report.page.RunPageInput;
import org.ncollapse.report.page.RunProvenance;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.ufm.UfmModelFactory;

/** The page of one run or of several, from their files. */
public final class RunReport {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();
    /** The number of runs that are named in the file name of a page; a digest stands for the others. */
    private static final int MAX_NAMES = 3;

    private static final int DIGEST_DIGITS = 8;

    private RunReport() {}

    /**
     * Writes the page of runs: {@code report.html} in the folder of a single run, or a file next to the folders of
     * several. For a single run with complete tables, the figures are drawn again too.
     *
     * @param warning receives what is left out because of damaged samples, with the run's name in front
     * @return the path of the page
     * @throws BadInputException if a run does not exist, or its files cannot be read; nothing is written in this case
     */
    public static Path write(Path home, List<String> names, Consumer<String> warning) throws IOException {
        List<RunPageInput> runs = runs(home, names, warning);
        if (runs.stream().map(run -> run.description().epochLabel()).distinct().count() > 1) {
            throw new BadInputException(
                    "some of these runs count epochs and some iterations; a page can only show one kind: "
                            + String.join(", ", names));
        }
        if (names.size() == 1) {
            redraw(new RunFolders(home, names.get(0)), runs.get(0).simplex().orElse(null));
        }
        Path file = names.size() == 1
                ? new RunFolders(home, names.get(0)).report()
                : home.resolve("notebooks-export").resolve("report-" + joinedNames(names) + ".html");
        if (names.size() == 1) {
            RunPage.write(file, runs.get(0));
        } else {
            RunPage.write(file, runs, FinalResults.read(home, names));
        }
        return file;
    }

    /**
     * Draws the figure of a run for a paper.
     *
     * @return the files
     * @throws BadInputException if the run does not exist, its tables are not complete, or it has no values of a panel;
     *     nothing is written in this case
     */
    public static List<Path> drawPaper(Path home, String name, PaperFormat format) throws IOException {
        RunFolders folders = new RunFolders(home, name);
        Manifest manifest = Manifest.read(folders.manifest());
        if (!manifest.status().hasCompleteTables()) {
            throw new BadInputException("the run " + name + " is '" + RunSummary.status(folders, manifest)
                    + "'; figures are drawn of complete runs, see 'ncollapse resume'");
        }
        return Figures.drawPaper(folders.export(), manifest.epochUnit(), format);
    }

    private static void redraw(RunFolders folders, SimplexTrajectory simplex) throws IOException {
        Manifest manifest = Manifest.read(folders.manifest());
        if (manifest.status().hasCompleteTables()) {
            draw(folders, manifest, simplex);
            if (Files.exists(folders.verdict())) {
                Figures.drawFit(folders.export(), manifest.epochUnit());
            }
        }
    }

    /** Writes the page of a run with the manifest that the run will have at its end. */
    public static void write(RunFolders folders, Manifest manifest) throws IOException {
        RunPage.write(folders.report(), run(folders, manifest, verifiedSimplex(folders, manifest)));
    }

    /** Draws the figures of the metrics, at the end of a run. */
    public static void draw(RunFolders folders, Manifest manifest) throws IOException {
        draw(folders, manifest, verifiedSimplex(folders, manifest));
    }

    private static void draw(RunFolders folders, Manifest manifest, SimplexTrajectory simplex) {
        Figures.drawMetrics(folders.export(), manifest.epochUnit());
        Figures.drawSimplex(folders.export(), simplex, manifest.epochUnit());
    }

    private static List<RunPageInput> runs(Path home, List<String> names, Consumer<String> warning) throws IOException {
        List<RunPageInput> runs = new ArrayList<>();
        for (String name : names) {
            RunFolders folders = new RunFolders(home, name);
            Manifest manifest = Manifest.read(folders.manifest());
            SimplexTrajectory simplex = new SimplexTrajectoryReader(folders.export(), classes(folders, manifest))
                    .read(problem -> warning.accept(name + ": " + problem));
            runs.add(run(folders, manifest, simplex));
        }
        return runs;
    }

    private static String joinedNames(List<String> names) {
        String first = String.join("+", names.subList(0, Math.min(MAX_NAMES, names.size())));
        return names.size() > MAX_NAMES
                ? first + "+" + (names.size() - MAX_NAMES) + "-more-"
                        + Sha256.of(String.join("+", names)).substring(0, DIGEST_DIGITS)
                : first;
    }

    /** Returns what a page shows of a run. */
    static RunPageInput run(RunFolders folders, Manifest manifest, SimplexTrajectory simplex) throws IOException {
        JsonNode settings = manifest.settings();
        List<String> classes = classes(folders, manifest);
        return new RunPageInput(
                new RunDescription(
                        manifest.name(),
                        group(settings),
                        manifest.epochUnit(),
                        settings.path("notes").asText(""),
                        classes),
                folders.export(),
                RunSummary.status(folders, manifest),
                manifest.status().hasCompleteTables(),
                Optional.ofNullable(simplex),
                new RunProvenance(YAML.writeValueAsString(settings), manifest.withoutSettings()));
    }

    static List<String> classes(RunFolders folders, Manifest manifest) {
        if (manifest instanceof ExperimentManifest run) {
            return run.data().classes();
        }
        if (manifest instanceof MeasurementManifest measurement) {
            return measurement.features().labels().stream().map(String::valueOf).toList();
        }
        int classes = UfmModelFactory.of(
                        SimulationReader.fromJson(folders.manifest().toString(), manifest.settings())
                                .model())
                .classCounts()
                .size();
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }

    /** Reads the samples that this process has written, or verified before it resumed the run. */
    private static SimplexTrajectory verifiedSimplex(RunFolders folders, Manifest manifest) throws IOException {
        return new SimplexTrajectoryReader(folders.export(), classes(folders, manifest)).read(problem -> {});
    }

    /** Returns the settings except name, notes and seed: runs with equal ones are shown as one group. */
    private static String group(JsonNode settings) throws JsonProcessingException {
        ObjectNode common = settings.deepCopy();
        common.remove(List.of("name", "notes", "seed"));
        return common.toString();
    }
}
