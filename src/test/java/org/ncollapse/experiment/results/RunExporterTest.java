package org.ncollapse.experiment.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.capture.FeatureFileWriter;
import org.ncollapse.experiment.run.InterruptedRunException;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.array.NamedArrays;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.StopSignal;

/** The files that an export adds to the folder of a run and of a fitted simulation. */
class RunExporterTest {

    /** Rows of the table for papers, by a part of their names. */
    private static final Map<String, String> ROWS = Map.of(
            "loss",
            "loss",
            "objective",
            "objective",
            "error rate",
            "error",
            "Sigma_W",
            "nc1",
            "NC2: class means to OF",
            "nc2_of",
            "NC2: centered class means to ETF",
            "nc2_etf",
            "NC3: logits to OF",
            "nc3_of",
            "NC3: centered logits to ETF",
            "nc3_etf",
            "NC4",
            "nc4_mismatch");

    private static final Pattern NUMBER = Pattern.compile("\\$([-0-9.]+)(?:\\\\times10\\^\\{(-?\\d+)})?\\$");

    @TempDir
    private static Path home;

    private static RunFolders run;
    private static RunFolders simulation;
    private static EpochResult outcome;

    @BeforeAll
    static void export() throws IOException {
        outcome = TinyRun.run(home, "name=tiny_run");
        run = new RunFolders(home, "tiny_run");
        simulation = ExportFixture.fittedSimulation(home);
        for (RunFolders folders : List.of(run, simulation)) {
            RunExporter.export(folders, warning -> {
                throw new AssertionError(warning);
            });
        }
    }

    private static Map<String, List<String>> headers(Path folder) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path csv :
                    files.filter(file -> file.toString().endsWith(".csv")).toList()) {
                headers.put(
                        csv.getFileName().toString(),
                        List.of(Files.readAllLines(csv).get(0).split(",")));
            }
        }
        return headers;
    }

    @Test
    void columnDictionaryCoversAllTables() throws IOException {
        for (RunFolders folders : List.of(run, simulation)) {
            Map<String, List<String>> explained = new TreeMap<>();
            for (CSVRecord row : TinyRun.rows(folders.export().resolve("columns.csv"))) {
                explained
                        .computeIfAbsent(row.get("file"), file -> new ArrayList<>())
                        .add(row.get("name"));
                assertThat(row.stream()).noneMatch(String::isBlank);
            }
            assertThat(explained).isEqualTo(headers(folders.export()));
        }
        assertThat(headers(simulation.export())).containsKeys("ufm.csv", "comparison.csv");
    }

    @Test
    void latexTableHasRoundedNumbersOfCsv() throws IOException {
        List<String> table = Files.readAllLines(run.export().resolve("tables/metrics.tex"));
        List<CSVRecord> columns = new ArrayList<>();
        for (int epoch : List.of(outcome.zeroErrorEpoch().orElseThrow(), outcome.epoch())) {
            for (String split : List.of("train", "test")) {
                columns.add(TinyRun.rows(run.export().resolve("metrics.csv")).stream()
                        .filter(row -> row.get("layer").equals("penultimate")
                                && row.get("epoch").equals(Integer.toString(epoch))
                                && row.get("split").equals(split))
                        .findFirst()
                        .orElseThrow());
            }
        }
        for (Map.Entry<String, String> row : ROWS.entrySet()) {
            List<String> lines = table.stream()
                    .filter(line -> line.contains(" & ") && line.contains(row.getKey()))
                    .toList();
            assertThat(lines).as(row.getKey()).hasSize(1);
            String[] cells = lines.get(0).replace("\\\\", "").split(" & ");
            assertThat(cells).hasSize(1 + columns.size());
            for (int i = 0; i < columns.size(); i++) {
                String value = columns.get(i).get(row.getValue());
                assertThat(number(cells[i + 1].strip()))
                        .as(row.getKey() + " " + i)
                        .isEqualTo(
                                value.isEmpty()
                                        ? null
                                        : new BigDecimal(value)
                                                .round(new MathContext(3))
                                                .stripTrailingZeros());
            }
        }
        assertThat(table.get(0)).startsWith("% tiny\\_run (mlp on digits, squared error; the run is finished)");
        assertThat(table)
                .anyMatch(line ->
                        line.contains("epoch " + outcome.zeroErrorEpoch().orElseThrow() + " (zero error)")
                                && line.contains("{epoch " + outcome.epoch() + "}"));
    }

    private static BigDecimal number(String latex) {
        if (latex.equals("--")) {
            return null;
        }
        Matcher matcher = NUMBER.matcher(latex);
        assertThat(matcher.matches()).as(latex).isTrue();
        return new BigDecimal(matcher.group(1))
                .scaleByPowerOfTen(matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2)))
                .stripTrailingZeros();
    }

    @Test
    void modelTableHasNumbersOfFit() throws IOException {
        CSVRecord error = TinyRun.rows(simulation.export().resolve("ufm.csv")).stream()
                .filter(row -> row.get("kind").equals("prediction")
                        && row.get("quantity").equals("squared_norm")
                        && row.get("layer").equals("W")
                        && row.get("epoch").equals("3000"))
                .findFirst()
                .orElseThrow();
        String row = Files.readAllLines(simulation.export().resolve("tables/ufm.tex")).stream()
                .filter(line -> line.contains("squared norm of the head's weights"))
                .findFirst()
                .orElseThrow();
        assertThat(number(row.replace("\\\\", "").split(" & ")[1].strip()))
                .isEqualTo(new BigDecimal(error.get("relative_error"))
                        .round(new MathContext(3))
                        .stripTrailingZeros());
        assertThat(run.export().resolve("tables/ufm.tex"))
                .as("a fit without models")
                .doesNotExist();
    }

    @Test
    void pgfplotsFilesHaveAllRowsWithNan() throws IOException {
        List<String> lines = Files.readAllLines(run.export().resolve("pgfplots/previous-test.dat"));
        List<CSVRecord> rows = TinyRun.rows(run.export().resolve("metrics.csv")).stream()
                .filter(row ->
                        row.get("layer").equals("previous") && row.get("split").equals("test"))
                .toList();
        List<String> names = List.of(lines.get(0).split(" "));
        assertThat(lines).hasSize(1 + rows.size());
        for (int i = 0; i < rows.size(); i++) {
            String[] cells = lines.get(i + 1).split(" ");
            assertThat(cells).hasSameSizeAs(names);
            for (String name : List.of("epoch", "nc1", "nc3_of", "objective", "nc5_ood")) {
                String value = rows.get(i).get(name);
                assertThat(cells[names.indexOf(name)]).as(name).isEqualTo(value.isEmpty() ? "nan" : value);
            }
        }
    }

    @Test
    void archiveHoldsAllFilesExceptFeatures() throws IOException {
        Map<String, byte[]> entries = ExportFixture.entries(run.export().resolve("tiny_run.zip"));
        List<String> expected = new ArrayList<>(List.of(
                "README.txt",
                "columns.csv",
                "epochs.csv",
                "example.tex",
                "gram.csv",
                "logits.csv",
                "manifest.json",
                "metrics.csv",
                "pgfplots/collapse.tex",
                "pgfplots/penultimate-test.dat",
                "pgfplots/penultimate-train.dat",
                "pgfplots/previous-test.dat",
                "pgfplots/previous-train.dat",
                "pytorch/network.py",
                "pytorch/network.safetensors",
                "references.bib",
                "report.html",
                "spectra.csv",
                "tables/metrics.tex",
                "tiny_run.ipynb",
                "ufm.csv",
                "verdict.txt"));
        for (String figure : List.of("collapse", "loss-error", "nc1", "nc2", "nc3", "simplex")) {
            Stream.of(".pdf", ".png", ".svg").forEach(ending -> expected.add("figures/" + figure + ending));
        }
        assertThat(entries.keySet())
                .containsExactlyElementsOf(expected.stream()
                        .sorted()
                        .map(file -> "tiny_run/" + file)
                        .toList());
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            assertThat(Files.readAllBytes(home.resolve("notebooks-export").resolve(entry.getKey())))
                    .isEqualTo(entry.getValue());
        }
        String contents = new String(entries.get("tiny_run/README.txt"), StandardCharsets.UTF_8);
        for (String file : expected) {
            assertThat(contents).containsPattern("(?m)^" + Pattern.quote(file) + " +\\S");
        }
        assertThat(contents)
                .contains(
                        "tiny_run.zip does not contain samples/",
                        "tiny_run.zip does not contain features/",
                        "K classes, n_k samples");
    }

    @Test
    void secondExportInOtherTimeZoneHasSameBytes() throws IOException {
        Path archive = run.export().resolve("tiny_run.zip");
        byte[] before = Files.readAllBytes(archive);
        Files.writeString(run.export().resolve("tables/ufm.tex"), "of an earlier fit");
        Files.writeString(run.export().resolve("pgfplots/gone-train.dat"), "of an earlier tap");
        Files.writeString(run.export().resolve(".metrics.csv.part"), "being written");
        Files.writeString(run.export().resolve("columns.csv"), "cut");

        TimeZone here = TimeZone.getDefault();
        List<String> written;
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            written = RunExporter.export(run, warning -> {});
        } finally {
            TimeZone.setDefault(here);
        }

        assertThat(Files.readAllBytes(archive)).isEqualTo(before);
        assertThat(written)
                .allSatisfy(file -> assertThat(run.export().resolve(file)).isRegularFile())
                .endsWith("tiny_run.zip");
        assertThat(run.export().resolve("tables/ufm.tex")).doesNotExist();
        Files.delete(run.export().resolve(".metrics.csv.part"));
    }

    private static double[] tensor(String name) {
        return NamedArrays.of(run.export().resolve("pytorch/network.safetensors"), "")
                .read(name, NpyReader::readDoubles);
    }

    /** The run saves the weights of its last layers with the samples of each captured epoch. */
    @Test
    void stateDictHasWeightsThatTheRunSaved() {
        NamedArrays saved =
                NamedArrays.of(run.export().resolve("samples/" + FeatureFileWriter.epochFileName(outcome.epoch())), "");
        assertThat(tensor("fc.weight")).hasSize(10 * 32).isEqualTo(saved.read("weights", NpyReader::readDoubles));
        assertThat(tensor("fc.bias")).hasSize(10).isEqualTo(saved.read("bias", NpyReader::readDoubles));
        assertThat(tensor("hidden2.weight"))
                .hasSize(32 * 32)
                .isEqualTo(saved.read("hidden_weights", NpyReader::readDoubles));
    }

    @Test
    void moduleHasLayersAndStandardizationOfRun() throws IOException {
        JsonNode data = new ObjectMapper().readTree(run.manifest().toFile()).get("data");
        assertThat(Files.readAllLines(run.export().resolve("pytorch/network.py")))
                .contains(
                        "MEAN = [" + data.at("/mean/0").asText() + "]",
                        "STD = [" + data.at("/std/0").asText() + "]",
                        "        self.hidden1 = nn.Linear(784, 32, bias=False)",
                        "        self.bn2 = nn.BatchNorm1d(32)",
                        "        self.fc = nn.Linear(32, 10)",
                        "        x = self.bn1(self.hidden1(x)).relu()")
                .noneMatch(line -> line.matches(".*@[A-Z]+@.*"));
        assertThat(simulation.export().resolve("pytorch")).doesNotExist();
    }

    @Test
    void networkThatIsMissingOrOfAnotherRunIsNotExported(@TempDir Path elsewhere) throws IOException {
        TinyRun.run(elsewhere, "name=one", "training.epochs=1", "ufm=[]");
        RunFolders one = new RunFolders(elsewhere, "one");
        RunExporter.export(one, warning -> {});
        Path state = one.export().resolve("pytorch/network.safetensors");
        assertThat(state).isRegularFile();
        TinyRun.run(elsewhere, "name=other", "training.epochs=1", "ufm=[]", "network.widths=[8, 8]");
        Files.copy(new RunFolders(elsewhere, "other").model(), one.model(), StandardCopyOption.REPLACE_EXISTING);
        assertRejected(one, "one.zip has 6490 parameters"); // 784·8 + 8·8 + 2·4·8 + 8·10 + 10
        Files.writeString(one.model(), "no network");
        assertRejected(one, "one.zip cannot be read as a network of Deeplearning4j");
        assertThat(state).isRegularFile();

        Files.delete(one.model());
        List<String> warnings = new ArrayList<>();
        RunExporter.export(one, warnings::add);

        assertThat(warnings).singleElement().asString().contains("one.zip is missing: the network is not exported");
        assertThat(state).doesNotExist();
    }

    private static List<String> keys(RunFolders folders) throws IOException {
        try (Stream<String> lines = Files.lines(folders.export().resolve("references.bib"))) {
            return lines.filter(line -> line.startsWith("@"))
                    .map(line -> line.replaceAll("@\\w+\\{|,", ""))
                    .toList();
        }
    }

    @Test
    void bibliographyNamesUsedWorksOnce() throws IOException {
        List<String> measures = List.of(
                "ncollapse",
                "papyan2020",
                "zhu2021",
                "galanti2022",
                "xu2023",
                "tirer2022",
                "wu2024",
                "liu2023",
                "zhao2026",
                "sukenik2024",
                "rangamani2023",
                "zhou2022losses",
                "han2022");
        // The digits are generated, so no data set is cited; tiny_run has an out-of-distribution set and batch
        // normalization.
        assertThat(keys(run))
                .containsExactlyInAnyOrderElementsOf(and(measures, "deeplearning4j", "ammar2024", "ioffe2015"));
        assertThat(keys(simulation)).containsExactlyInAnyOrderElementsOf(and(measures, "sommeijer1998"));
        assertThat(Files.readString(run.export().resolve("references.bib")))
                .contains("note         = {Version 1.0.0-M2.1}")
                .doesNotContain("% for", "@NCOLLAPSE@");
    }

    private static List<String> and(List<String> some, String... more) {
        return Stream.concat(some.stream(), Arrays.stream(more)).toList();
    }

    @Test
    void interruptedRunIsExportedWithWarning(@TempDir Path elsewhere) throws IOException {
        StopSignal interruption = new StopSignal();
        assertThatExceptionOfType(InterruptedRunException.class)
                .isThrownBy(() -> TinyRun.run(
                        elsewhere,
                        false,
                        new TinyRun.Quiet() {
                            @Override
                            public void stepEnded(int epoch, int step, int steps) {
                                if (epoch == 3) {
                                    interruption.request();
                                }
                            }
                        },
                        interruption));
        RunFolders folders = new RunFolders(elsewhere, "tiny");
        List<String> warnings = new ArrayList<>();

        RunExporter.export(folders, warnings::add);

        assertThat(warnings).singleElement().asString().contains("'interrupted', not finished");
        assertThat(folders.export().resolve("tiny.zip")).isRegularFile();
        assertThat(Files.readString(folders.export().resolve("tables/metrics.tex")))
                .contains("the run is interrupted", "training error was never zero", "{epoch 2}");
        assertThat(Files.readAllLines(folders.export().resolve("README.txt")).get(0))
                .endsWith("It is interrupted.");
    }

    @Test
    void namesMissingOrDamagedFileWithoutWriting(@TempDir Path elsewhere) throws IOException {
        RunFolders folders = new RunFolders(elsewhere, "tiny_run");
        assertRejected(folders, "manifest.json does not exist");
        assertThat(elsewhere).isEmptyDirectory();
        Files.createDirectories(folders.export());
        Files.copy(run.manifest(), folders.manifest());
        assertRejected(folders, "metrics.csv is not there; a run writes it");
        Path metrics = folders.export().resolve("metrics.csv");
        List<String> lines = Files.readAllLines(run.export().resolve("metrics.csv"));
        for (Map.Entry<String, List<String>> damage : Map.of(
                        "has no rows",
                        lines.subList(0, 1),
                        "ends after 3 of",
                        List.of(lines.get(0), "0,penultimate,train"),
                        "has no column 'nc0'",
                        List.of("epoch,layer,split", "0,penultimate,train"))
                .entrySet()) {
            Files.write(metrics, damage.getValue());
            assertRejected(folders, damage.getKey());
        }
        try (Stream<Path> left = Files.list(folders.export())) {
            assertThat(left.map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder("manifest.json", "metrics.csv");
        }
    }

    @Test
    void manifestWithMissingKeyIsReadOrRejected() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        byte[] whole = Files.readAllBytes(run.manifest());
        int rejected = 0;
        for (String section : List.of("", "/software", "/experiment")) {
            List<String> fields = new ArrayList<>();
            mapper.readTree(whole).at(section).fieldNames().forEachRemaining(fields::add);
            for (String field : fields) {
                JsonNode damaged = mapper.readTree(whole);
                ((ObjectNode) damaged.at(section)).remove(field);
                mapper.writeValue(run.manifest().toFile(), damaged);
                try {
                    RunExporter.export(run, warning -> {});
                } catch (BadInputException e) {
                    rejected++;
                }
            }
        }
        Files.write(run.manifest(), whole);
        RunExporter.export(run, warning -> {});
        assertThat(rejected).isBetween(10, 20);
    }

    private static void assertRejected(RunFolders folders, String why) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> RunExporter.export(folders, warning -> {}))
                .withMessageContaining(why);
    }
}
