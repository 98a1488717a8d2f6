package org.ncollapse.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.faults.FileCorruption;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.array.NamedArrays;
import org.ncollapse.io.npy.NpzWriter;
import org.ncollapse.spec.Split;

/**
 * Files that can be measured, and the messages for files that cannot. The files in this package's resources were
 * written by numpy 1.24.2: docs/metrics.md's {@code y, C, H, W, Ho, b}, then {@code savez('reference.npz', features=H,
 * labels=y, weights=W, weight_decay=.01)}, {@code savez_compressed('reference-bias.npz', features=H,
 * labels=y.astype('u1'), weights=W, bias=b, weight_decay=array([.01]))}, {@code save('reference.npy', H)},
 * {@code save('fortran.npy', asfortranarray(H))}, {@code save('half.npy', H.astype('f2'))}, {@code save('labels.npy',
 * y)}.
 */
class SavedFeaturesTest {

    private static final CaptureKey TRAIN = new CaptureKey(0, "penultimate", Split.TRAIN);
    private static final CaptureKey TEST = TRAIN.withSplit(Split.TEST);
    private static final int CASES = 1_000;

    @TempDir
    private Path folder;

    private Path numpy(String name) throws IOException {
        Path copy = folder.resolve(name);
        try (InputStream in = SavedFeaturesTest.class.getResourceAsStream(name)) {
            Files.copy(in, copy);
        }
        return copy;
    }

    /** Writes the arrays of a file. */
    private interface Content {
        void write(NpzWriter npz) throws IOException;
    }

    private Path file(String name, Content content) throws IOException {
        Path file = folder.resolve(name);
        try (NpzWriter npz = new NpzWriter(file)) {
            content.write(npz);
            npz.commit();
        }
        return file;
    }

    /** A file with three samples of width 2 in two classes, and more arrays. */
    private Path three(String name, Content more) throws IOException {
        return three(name, more, 0, 1, 1);
    }

    private Path three(String name, Content more, int... labels) throws IOException {
        return file(name, npz -> {
            npz.write("features", new double[6], 3, 2);
            npz.write("labels", labels, 3);
            more.write(npz);
        });
    }

    private static SavedSplit split(Path file, CaptureKey key, Double decay) {
        return SavedSplit.of(SavedSplit.arrays(file), key, decay);
    }

    private static void assertRejected(Path file, Double decay, String... parts) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> MeasurementInput.of(List.of(split(file, TRAIN, decay))))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).hasLineCount(1));
    }

    @Test
    void everyPassGivesRowsInOrderWithTheirLabels() throws IOException {
        SavedFeatures features = split(numpy("reference-bias.npz"), TRAIN, null).features();
        assertThat(List.of(features.rows(), features.width())).containsExactly(27, 12);
        for (int pass = 0; pass < 2; pass++) {
            List<Integer> labels = new ArrayList<>();
            features.forEachBatch((values, blockLabels, rows) -> {
                for (int i = 0; i < rows; i++) {
                    labels.add(blockLabels[i]);
                }
            });
            assertThat(labels).hasSize(27).isSorted();
            assertThat(IntStream.range(0, 4).mapToLong(k -> Collections.frequency(labels, k)))
                    .containsExactly(7L, 5L, 9L, 6L);
        }
    }

    @Test
    void rejectsFilesWithoutFeatures() throws IOException {
        assertRejected(folder.resolve("absent.npz"), null, "no such file", "numpy.savez");
        assertRejected(folder, null, "not a file");
        assertRejected(
                Files.writeString(folder.resolve("text.npz"), "features"), null, "text.npz cannot be read as .npz");
        assertRejected(Files.createFile(folder.resolve("empty.npz")), null, "empty.npz cannot be read as .npz");
        assertRejected(
                numpy("reference.npy"), null, "reference.npy has no array 'labels'; it has features", "--labels");
        assertRejected(
                file("state-dict.npz", npz -> npz.write("fc.weight", new double[2], 2)),
                null,
                "it has fc.weight, which are parameters of a network; expected the inputs of its last layer");
        assertRejected(file("none.npz", npz -> {}), null, "has no array 'features'; it has none");
        assertRejected(
                file("other.npz", npz -> npz.write("x", new double[2], 2)),
                null,
                "has no array 'features'; it has x",
                "savez");
    }

    @Test
    void readsFortranOrder() throws IOException {
        List<double[]> blocks = new ArrayList<>();
        for (String name : List.of("fortran.npy", "reference.npy")) {
            NamedArrays arrays = SavedSplit.arrays(numpy(name)).with("labels", numpy("labels.npy"));
            SavedSplit.of(arrays, TRAIN, null)
                    .features()
                    .forEachBatch((values, labels, rows) -> blocks.add(Arrays.copyOf(values, rows * 12)));
            Files.delete(folder.resolve("labels.npy"));
        }
        assertThat(blocks).hasSize(2);
        assertThat(blocks.get(0)).isEqualTo(blocks.get(1));
    }

    @Test
    void rejectsFeaturesThatAreNoMatrix() throws IOException {
        assertRejected(
                file("maps.npz", npz -> {
                    npz.write("features", new float[16], 2, 2, 2, 2);
                    npz.write("labels", new int[2], 2);
                }),
                null,
                "[2, 2, 2, 2]",
                "features.mean((2, 3))");
        assertRejected(
                file("line.npz", npz -> {
                    npz.write("features", new float[2], 2);
                    npz.write("labels", new int[2], 2);
                }),
                null,
                "expected N x d");
        assertRejected(
                file("nothing.npz", npz -> {
                    npz.write("features", new float[0], 0, 5);
                    npz.write("labels", new int[0], 0);
                }),
                null,
                "N and d at least 1");
        assertRejected(
                file("wide.npz", npz -> {
                    npz.write("features", new float[50_000], 1, 50_000);
                    npz.write("labels", new int[1], 1);
                }),
                null,
                "32768");
    }

    @Test
    void readsLabelsOfEveryType() throws IOException {
        assertClasses(file("whole.npz", npz -> {
            npz.write("features", new double[6], 3, 2);
            npz.write("labels", new double[] {0, 2, 2}, 3);
        }));
        assertClasses(file("column.npz", npz -> {
            npz.write("features", new double[6], 3, 2);
            npz.write("labels", new int[] {0, 2, 2}, 3, 1);
        }));
        assertClasses(file("hot.npz", npz -> {
            npz.write("features", new double[6], 3, 2);
            npz.write("labels", new float[] {1, 0, 0, 0, 0, 1, 0, 0, 1}, 3, 3);
        }));
        assertClasses(withLabels(new int[] {4, 2_000_000_000, 2_000_000_000}));
    }

    private static void assertClasses(Path file) {
        List<Integer> classes = new ArrayList<>();
        MeasurementInput.of(List.of(split(file, TRAIN, null)))
                .splits()
                .get(0)
                .features()
                .forEachBatch(
                        (values, labels, rows) -> IntStream.range(0, rows).forEach(row -> classes.add(labels[row])));
        assertThat(classes).containsExactly(0, 1, 1);
    }

    @Test
    void rejectsLabelsThatAreNoClasses() throws IOException {
        assertRejected(withLabels(new int[] {0, 1}), null, "[labels] has the shape [2]", "3 rows", "[3, K]");
        assertRejected(withLabels(new int[] {5, 5, 5}), null, "has one class, label 5", "need two");
        assertRejected(withLabels(new int[] {-1, -1, -2}), null, "has only negative labels");
        assertRejected(
                file("real.npz", npz -> {
                    npz.write("features", new double[6], 3, 2);
                    npz.write("labels", new double[] {0, 1, 1.5}, 3);
                }),
                null,
                "has the value 1.5 at 2",
                "expected whole numbers");
        assertRejected(
                file("missing.npz", npz -> {
                    npz.write("features", new double[6], 3, 2);
                    npz.write("labels", new double[] {0, Double.NaN, 1}, 3);
                }),
                null,
                "has the value NaN at 1",
                "-1 for a sample without a class");
        assertRejected(
                file("soft.npz", npz -> {
                    npz.write("features", new double[6], 3, 2);
                    npz.write("labels", new double[] {1, 0, 0, 1, .5, .5}, 3, 2);
                }),
                null,
                "has 0.5 in row 2, column 0",
                "labels.argmax(1)");
        assertRejected(
                file("zeros.npz", npz -> {
                    npz.write("features", new double[6], 3, 2);
                    npz.write("labels", new double[] {1, 0, 0, 0, 0, 1}, 3, 2);
                }),
                null,
                "only zeros in row 1");
        assertRejected(
                three("outside.npz", npz -> npz.write("weights", new double[2], 1, 2), 0, 1, 2),
                null,
                "contains 2 at row 2",
                "2 rows",
                "labels must be 0 to 1");
    }

    private Path withLabels(int[] labels) throws IOException {
        return file("withLabels.npz", npz -> {
            npz.write("features", new double[6], 3, 2);
            npz.write("labels", labels, labels.length);
        });
    }

    @Test
    void rejectsHeadsWithOtherShapes() throws IOException {
        assertRejected(
                three("w.npz", npz -> npz.write("weights", new double[15], 5, 3)),
                null,
                "[weights] has the shape [5, 3]",
                "d = 2");
        assertRejected(three("t.npz", npz -> npz.write("weights", new double[10], 2, 5)), null, "save weights.T");
        assertRejected(
                three("n.npz", npz -> npz.write("weights", new double[] {0, 1, Double.NaN, 2}, 2, 2)),
                null,
                "NaN at index 2");
        assertRejected(
                three("b.npz", npz -> npz.write("bias", new double[2], 2)), null, "a bias and no array 'weights'");
        assertRejected(
                three("b3.npz", npz -> {
                    npz.write("weights", new double[4], 2, 2);
                    npz.write("bias", new double[3], 3);
                }),
                null,
                "[bias] has 3 values; expected 2");
        assertRejected(three("d.npz", npz -> {}), 0.1, "a weight decay and no array 'weights'");
        Path head = three("head.npz", npz -> npz.write("weights", new double[4], 2, 2));
        assertRejected(head, -1.0, "--weight-decay -1.0", "one number, 0 or greater");
        assertRejected(head, Double.NaN, "--weight-decay NaN");
        assertThat(split(head, TRAIN, 0.1).head().weightDecay()).isEqualTo(0.1);
        assertThat(split(head, TRAIN, null).head().weightDecay()).isZero();
        assertRejected(
                three("d2.npz", npz -> {
                    npz.write("weights", new double[4], 2, 2);
                    npz.write("weight_decay", new double[2], 2);
                }),
                null,
                "[weight_decay]",
                "is not a weight decay");
        NamedArrays arrays = SavedSplit.arrays(head);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> arrays.with("weights", numpy("labels.npy")))
                .withMessageContaining("leave one of them out");
    }

    @Test
    void rejectsInconsistentSplits() throws IOException {
        Path headed = three("headed.npz", npz -> npz.write("weights", new double[6], 3, 2));
        Path plain = three("plain.npz", npz -> {});
        MeasurementInput set = MeasurementInput.of(List.of(split(plain, TEST, null), split(headed, TRAIN, null)));
        assertThat(set.classes()).isEqualTo(2);
        assertThat(set.splits()).extracting(split -> split.key().split()).containsExactly(Split.TRAIN, Split.TEST);
        assertThat(set.splits().get(1).head()).isSameAs(set.splits().get(0).head());
        assertThat(set.warnings()).singleElement().asString().contains("1 of the 3 rows of the weights");

        Path other = three("other.npz", npz -> npz.write("weights", new double[] {1, 0, 0, 0, 0, 0}, 3, 2));
        assertInconsistent("different weights", split(headed, TRAIN, null), split(other, TEST, null));
        assertInconsistent("same epoch, layer and split", split(headed, TRAIN, null), split(plain, TRAIN, null));
        Path wide = file("wide.npz", npz -> {
            npz.write("features", new double[9], 3, 3);
            npz.write("labels", new int[3], 3);
        });
        assertInconsistent("width 3", split(headed, TRAIN, null), split(wide, TEST, null));
        Path two = three("two.npz", npz -> npz.write("weights", new double[4], 2, 2));
        assertInconsistent(
                "must have the same classes",
                split(headed, TRAIN, null),
                split(two, new CaptureKey(1, "penultimate", Split.TRAIN), null));
    }

    private static void assertInconsistent(String message, SavedSplit... splits) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> MeasurementInput.of(List.of(splits)))
                .withMessageContaining(message);
    }

    @Test
    void fileNameIsParsedToItsKey() {
        CaptureKey key = new CaptureKey(42, "stage1.block1", Split.TEST);
        assertThat(CaptureKey.parse(Path.of("some", key.fileName()))).isEqualTo(key);
        assertThat(CaptureKey.parse(Path.of("features.npz"))).isNull();
        assertThat(CaptureKey.parse(Path.of("epoch-99999999999-penultimate-train.npz")))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference.npz", "reference-bias.npz"})
    void damagedFilesAreReadOrRejectedInOneLine(String name) throws IOException {
        byte[] intact = Files.readAllBytes(numpy(name));
        SplittableRandom random = new SplittableRandom(1);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < CASES; i++) {
                byte[] damaged = FileCorruption.corrupt(intact, random);
                Path file = Files.write(folder.resolve("damaged.npz"), damaged);
                FileCorruption.isReadOrRejected(
                        () -> {
                            MeasurementInput.of(List.of(split(file, TRAIN, null)))
                                    .splits()
                                    .get(0)
                                    .features()
                                    .forEachBatch((values, labels, rows) -> {});
                            return null;
                        },
                        damaged);
            }
        });
    }
}
