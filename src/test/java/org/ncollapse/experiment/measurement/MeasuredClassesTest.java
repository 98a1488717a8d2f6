package org.ncollapse.experiment.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.ncollapse.capture.CaptureKey;
import org.ncollapse.capture.MeasurementInput;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.MeasurementManifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpzWriter;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.Split;

/** The classes that a measurement is about, where labels have gaps or the head has one row. */
class MeasuredClassesTest extends MeasurementFixture {

    /** Labels that start at 1 and skip numbers, and ignored samples: the values are those of the renumbered classes. */
    @Test
    void measuresClassesThatArePresent() throws IOException {
        double[] features = {1, 2, 9, 9, 3, 4, 5, 6, 7, 9, 2, 2};
        Path renumbered = given.resolve("renumbered.npz");
        try (NpzWriter npz = new NpzWriter(renumbered)) {
            npz.write("features", new double[] {1, 2, 3, 4, 5, 6, 7, 9, 2, 2}, 5, 2);
            npz.write("labels", new int[] {0, 0, 1, 1, 2}, 5);
            npz.write("weights", new double[] {1, 0, 0, 1, 1, -1}, 3, 2);
            npz.commit();
        }
        Path file = given.resolve("gaps.npz");
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.write("features", features, 6, 2);
            npz.write("labels", new int[] {1, -100, 1, 2, 2, 4}, 6);
            npz.write("weights", new double[] {1, 0, 0, 1, -5, -5, 1, -1}, 4, 2);
            npz.commit();
        }
        String expected = Files.readString(
                measure(Loss.CROSS_ENTROPY, split(renumbered)).export().resolve("spectra.csv"));
        CSVRecord plain = rows(new RunFolders(home, "measured")).get(0);
        List<String> warned = new ArrayList<>();
        RunFolders folders = new RunFolders(home, "gaps");
        new MeasurementRun(MeasurementInput.of(List.of(split(file))), Loss.CROSS_ENTROPY, false, folders, new Quiet() {
                    @Override
                    public void warn(String message) {
                        warned.add(message);
                    }
                })
                .execute(false);
        assertThat(warned)
                .singleElement()
                .asString()
                .contains(
                        "measured over the 3 classes that have samples",
                        "labels 1, 2, 4 are the classes 0 to 2 in this order",
                        "label 1 is the first row of the weights",
                        "1 sample with a negative label (down to -100) are left out",
                        "1 of the 4 rows of the weights have no samples");
        CSVRecord row = rows(folders).get(0);
        for (MetricColumn column : MetricColumn.values()) {
            if (column != MetricColumn.LOSS) {
                assertThat(row.get(column.columnName()))
                        .as(column.columnName())
                        .isEqualTo(plain.get(column.columnName()));
            }
        }
        assertThat(Files.readString(folders.export().resolve("spectra.csv"))).isEqualTo(expected);
        // The cross-entropy is that of all four rows.
        double[][] logits = {{1, 2, -15, -1}, {3, 4, -35, -1}, {5, 6, -55, -1}, {7, 9, -80, -2}, {2, 2, -20, 0}};
        int[] rowOfLabel = {0, 0, 1, 1, 3};
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            sum += Math.log(Arrays.stream(logits[i]).map(Math::exp).sum()) - logits[i][rowOfLabel[i]];
        }
        assertThat(Double.parseDouble(row.get("loss"))).isCloseTo(sum / 5, within(1e-14));
        MeasurementManifest manifest = (MeasurementManifest) Manifest.read(folders.manifest());
        assertThat(manifest.header().warnings()).isEqualTo(warned);
        assertThat(manifest.features().labels()).containsExactly(1, 2, 4);
    }

    /** Class 2 has no sample in the test split; both rows are about the other classes. */
    @Test
    void measuresClassesOfAllFiles() throws IOException {
        CaptureKey test = TRAIN.withSplit(Split.TEST);
        Path train = given.resolve("train.npz");
        Path other = given.resolve("test.npz");
        try (NpzWriter npz = new NpzWriter(train)) {
            npz.write("features", new double[] {1, 2, 3, 4, 5, 6, 7, 9, 2, 2}, 5, 2);
            npz.write("labels", new int[] {0, 0, 1, 1, 2}, 5);
            npz.commit();
        }
        try (NpzWriter npz = new NpzWriter(other)) {
            npz.write("features", new double[] {1, 2, 3, 4, 5, 5}, 3, 2);
            npz.write("labels", new int[] {0, 1, 1}, 3);
            npz.commit();
        }
        MeasurementInput input =
                MeasurementInput.of(List.of(split(train), SavedSplit.of(SavedSplit.arrays(other), test, null)));
        assertThat(input.labels()).containsExactly(0, 1);
        assertThat(input.splits()).extracting(split -> split.features().rows()).containsExactly(4, 3);
        assertThat(input.warnings())
                .singleElement()
                .asString()
                .contains("1 sample of 1 class that some file does not have (label 2) are left out");
    }

    /** With w·h + b = z, the cross-entropy is log(1 + e^(∓z)), and the sign decides. */
    @Test
    void headOfOneRowDecidesBySign() throws IOException {
        Path file = given.resolve("binary.npz");
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.write("features", new double[] {1, 2, 3, 4, -5, -6, -7, 9}, 4, 2);
            npz.write("labels", new int[] {1, 1, -1, -1}, 4);
            npz.write("weights", new double[] {1, .5}, 1, 2);
            npz.write("bias", new double[] {.25}, 1);
            npz.commit();
        }
        SavedSplit split = split(file);
        CSVRecord row = rows(measure(Loss.CROSS_ENTROPY, split)).get(0);
        double[] z = {2.25, 5.25, -7.75, -2.25};
        double sum = 0;
        for (int i = 0; i < z.length; i++) {
            sum += Math.log1p(Math.exp(i < 2 ? -z[i] : z[i]));
        }
        assertThat(Double.parseDouble(row.get("loss"))).isCloseTo(sum / 4, within(1e-15));
        assertThat(row.get("error")).isEqualTo("0.0");
        assertThat(MeasurementInput.of(List.of(split)).warnings())
                .singleElement()
                .asString()
                .contains("labels -1 and 1 are the classes 0 and 1", "the two rows -w/2 and w/2");
    }

    /** A K×K matrix of 40,000 classes has 12.8 GB, more than the heap of the tests. */
    @Test
    void rejectsMatricesThatDoNotFitTheHeap() throws IOException {
        int classes = 40_000;
        Path file = given.resolve("vocabulary.npz");
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.write("features", new double[2 * classes], classes, 2);
            npz.write("labels", IntStream.range(0, classes).toArray(), classes);
            npz.commit();
        }
        MeasurementRun run = new MeasurementRun(
                MeasurementInput.of(List.of(split(file))), Loss.MSE, true, new RunFolders(home, "many"), new Quiet());
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> run.execute(false))
                .withMessageContainingAll("40000 classes of width 2", "of Java's heap", "without --matrices");
        assertThat(home.toFile().list()).containsExactly("given");
    }

    @Test
    void warnsThatPairsOfThousandsOfClassesTakeTime() throws IOException {
        int classes = 5001;
        Path file = given.resolve("thousands.npz");
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.write(
                    "features", IntStream.range(0, 2 * classes).asDoubleStream().toArray(), classes, 2);
            npz.write("labels", IntStream.range(0, classes).toArray(), classes);
            npz.commit();
        }
        List<String> warned = new ArrayList<>();
        RunFolders folders = new RunFolders(home, "thousands");
        new MeasurementRun(MeasurementInput.of(List.of(split(file))), Loss.MSE, false, folders, new Quiet() {
                    @Override
                    public void warn(String message) {
                        warned.add(message);
                    }
                })
                .execute(false);
        assertThat(warned)
                .anySatisfy(message -> assertThat(message).contains("all pairs of the 5001 classes", "minutes"))
                .anySatisfy(message -> assertThat(message).contains("gram.csv and logits.csv have no rows"));
        assertThat(Files.readAllLines(folders.export().resolve("gram.csv"))).hasSize(1);
    }
}
