package org.ncollapse.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.faults.CommandProcess;
import org.ncollapse.network.kernel.cuda.EmulatedGpu;

/**
 * Whole runs of a ResNet on the emulated GPU, past zero training error: in float32 they agree with the CPU's, in the
 * other precisions about so; a run that was killed resumes to the same bytes.
 */
class CudaResNetRunTest {

    @TempDir
    private static Path home;

    private static Path images;

    @BeforeAll
    static void runOnBoth() throws IOException, InterruptedException {
        EmulatedGpu.folder();
        images = SquareImages.write(home.resolve("squares"), 11, 4);
        TinyRun.run(home.resolve("cpu"), settings("cpu", "float32"));
        TinyRun.run(home.resolve("float32"), settings("cuda:0", "float32"));
    }

    /** Batches of 12, 12 and 9 images: the last one has a graph of its own. */
    private static String[] settings(String device, String precision) {
        return new String[] {
            "compute={device: '" + device + "', precision: " + precision + ", threads: 1}",
            "dataset={name: squares, folder: " + images + "}",
            "network={kind: resnet18, width: 4}",
            "optimizer={learningRate: 0.005, milestones: []}",
            "training={epochs: 15, batchSize: 12, epochsPastZeroError: 1}",
            "checkpoint={everyEpochs: 1}",
            "capture={taps: [penultimate, stage1.block1], epochs: {first: 1, logSpaced: 0}, saveFeatures: [last]}",
            "ufm=[]"
        };
    }

    /** Later epochs are chaotic: rounding errors of 1e-7 have grown to percents at epoch 8. */
    @Test
    void agreesWithCpuInFirstEpochs() throws IOException {
        List<CSVRecord> onCpu = rows("cpu", "epochs.csv");
        List<CSVRecord> onGpu = rows("float32", "epochs.csv");
        for (int epoch = 0; epoch < 2; epoch++) {
            assertThat(number(onGpu, epoch, "loss")).isCloseTo(number(onCpu, epoch, "loss"), within(1e-4));
        }
        List<CSVRecord> expected = firstEpochs("cpu");
        List<CSVRecord> metrics = firstEpochs("float32");
        assertThat(metrics).hasSize(8).hasSameSizeAs(expected);
        for (int row = 0; row < metrics.size(); row++) {
            assertThat(metrics.get(row).get("error"))
                    .isEqualTo(expected.get(row).get("error"));
            assertThat(number(metrics, row, "nc1")).isCloseTo(number(expected, row, "nc1"), withinPercentage(.01));
            assertThat(number(metrics, row, "cdnv")).isCloseTo(number(expected, row, "cdnv"), withinPercentage(.01));
        }
    }

    private static List<CSVRecord> firstEpochs(String run) throws IOException {
        return rows(run, "metrics.csv").stream()
                .filter(row -> Integer.parseInt(row.get("epoch")) < 2)
                .toList();
    }

    @Test
    void trainsToZeroError() throws IOException {
        for (String run : List.of("cpu", "float32")) {
            assertThat(rows(run, "metrics.csv").stream()
                            .filter(row -> row.get("layer").equals("penultimate")
                                    && row.get("split").equals("train"))
                            .reduce((first, second) -> second))
                    .hasValueSatisfying(last -> assertThat(last.get("error")).isEqualTo("0.0"));
        }
    }

    /** Features are measured in float32 in any case, so the untrained network's metrics are the same numbers. */
    @Test
    void otherPrecisionsTrainAlike() throws IOException {
        List<CSVRecord> expected = rows("float32", "epochs.csv");
        for (String precision : List.of("tf32", "bf16")) {
            List<String> settings = new ArrayList<>(List.of(settings("cuda:0", precision)));
            settings.add("training.epochs=1");
            TinyRun.run(home.resolve(precision), settings.toArray(String[]::new));
            List<CSVRecord> epochs = rows(precision, "epochs.csv");
            assertThat(number(epochs, 0, "loss"))
                    .isCloseTo(number(expected, 0, "loss"), within(0.1))
                    .isNotEqualTo(number(expected, 0, "loss"));
            assertThat(rows(precision, "metrics.csv").get(0).toList())
                    .isEqualTo(rows("float32", "metrics.csv").get(0).toList());
        }
    }

    @Test
    void killedRunResumesToSameBytes() throws IOException, InterruptedException {
        Path killed = home.resolve("killed");
        List<String> arguments =
                new ArrayList<>(List.of("run", TinyRun.write(home).toString(), "--home", killed + ""));
        for (String setting : settings("cuda:0", "float32")) {
            arguments.addAll(List.of("--set", setting));
        }
        CommandProcess run = CommandProcess.start(
                home.resolve("said.txt"),
                Map.of("LD_LIBRARY_PATH", EmulatedGpu.folder().toString()),
                arguments.toArray(String[]::new));
        Path epochs = killed.resolve("notebooks-export/tiny/epochs.csv");
        while (run.process().isAlive()
                && !(Files.exists(epochs) && Files.readAllLines(epochs).size() > 2)) {
            Thread.sleep(5);
        }
        assertThat(run.process().isAlive()).as(run.output()).isTrue();
        run.process().destroyForcibly().waitFor();

        TinyRun.resume(killed);

        RunOutputs.assertSame(killed, home.resolve("float32"), "tiny");
    }

    private static List<CSVRecord> rows(String run, String table) throws IOException {
        return TinyRun.rows(home.resolve(run).resolve("notebooks-export/tiny").resolve(table));
    }

    private static double number(List<CSVRecord> rows, int row, String column) {
        return Double.parseDouble(rows.get(row).get(column));
    }
}
