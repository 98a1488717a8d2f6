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
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.faults.FileCorruption;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpzWriter;
import org.ncollapse.io.npy.NumpyArrays;
import org.ncollapse.spec.Split;

/**
 * What can be measured, and what is said of what cannot. The files in this package's resources were written by numpy
 * 1.24.2: docs/metrics.md's {@code y, C, H, W, Ho, b}, then {@code savez('reference.npz', features=H, labels=y,
 * weights=W, weight_decay=.01)}, {@code savez_compressed('reference-bias.npz', features=H, labels=y.astype('u1'),
 * weights=W, bias=b, weight_decay=array([.01]))}, {@code save('reference.npy', H)}, {@code save('fortran.npy',
 * asfortranarray(H))}, {@code save('half.npy', H.astype('f2'))}, {@code save('labels.npy', y)}.
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

    /** Three samples of width 2 in two classes, and something more. */
    private Path three(String name, Content more) throws IOException {
        return file(name, npz -> {
            npz.write("features", new double[6], 3, 2);
            npz.write("labels", new int[] {0, 1, 1}, 3);
            more.write(npz);
        });
    }

    private static SavedSplit split(Path file, CaptureKey key, Double decay) {
        return SavedSplit.of(SavedSplit.arrays(file), key, decay);
    }

    private static void assertRefused(Path file, Double decay, String... parts) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> MeasurementInput.of(List.of(split(file, TRAIN, decay))))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).hasLineCount(1));
    }

    @Test
    void rowsComeInOrderWithTheirLabelsAsOftenAsAsked() throws IOException {
        SavedFeatures features = split(numpy("reference-bias.npz"), TRAIN, null).features();
        assertThat(List.of(features.rows(), features.width())).containsExactly(27, 12);
        assertThat(features.countPerClass(4)).containsExactly(7, 5, 9, 6);
        for (int look = 0; look < 2; look++) {
            List<Integer> labels = new ArrayList<>();
            features.replay((values, blockLabels, rows) -> {
                for (int i = 0; i < rows; i++) {
                    labels.add(blockLabels[i]);
                }
            });
            assertThat(labels).hasSize(27).isSorted().endsWith(3);
        }
    }

    @Test
    void filesThatAreNoFeatures() throws IOException {
        assertRefused(folder.resolve("absent.npz"), null, "no such file", "numpy.savez");
        assertRefused(folder, null, "not a file");
        assertRefused(
                Files.writeString(folder.resolve("text.npz"), "features"), null, "text.npz cannot be read as .npz");
        assertRefused(Files.createFile(folder.resolve("empty.npz")), null, "empty.npz cannot be read as .npz");
        assertRefused(numpy("reference.npy"), null, "reference.npy has no array 'labels'; it has features", "--labels");
        assertRefused(file("none.npz", npz -> {}), null, "has no array 'features'; it has none");
        assertRefused(
                file("other.npz", npz -> npz.write("x", new double[2], 2)),
                null,
                "has no array 'features'; it has x",
                "savez");
    }

    @Test
    void fortranOrderIsNamedWithItsRemedy() throws IOException {
        NumpyArrays arrays = SavedSplit.arrays(numpy("fortran.npy")).with("labels", numpy("labels.npy"));
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> SavedSplit.of(arrays, TRAIN, null))
                .withMessageContaining("numpy.ascontiguousarray");
    }

    @Test
    void shapesThatAreNoMatrix() throws IOException {
        assertRefused(
                file("maps.npz", npz -> {
                    npz.write("features", new float[16], 2, 2, 2, 2);
                    npz.write("labels", new int[2], 2);
                }),
                null,
                "[2, 2, 2, 2]",
                "features.mean((2, 3))");
        assertRefused(
                file("line.npz", npz -> {
                    npz.write("features", new float[2], 2);
                    npz.write("labels", new int[2], 2);
                }),
                null,
                "N x d is expected");
        assertRefused(
                file("nothing.npz", npz -> {
                    npz.write("features", new float[0], 0, 5);
                    npz.write("labels", new int[0], 0);
                }),
                null,
                "at least one of each");
        assertRefused(
                file("wide.npz", npz -> {
                    npz.write("features", new float[50_000], 1, 50_000);
                    npz.write("labels", new int[1], 1);
                }),
                null,
                "32768");
    }

    @Test
    void labelsThatAreNoClasses() throws IOException {
        assertRefused(labelled(new int[] {0, 1}), null, "[labels] has the shape [2]", "3 rows");
        assertRefused(labelled(new int[] {0, -1, 1}), null, "holds -1 at row 1", "0, 1, ..., K-1");
        assertRefused(labelled(new int[] {0, 1, 30_000}), null, "holds 30000 at row 2, of 3 samples", "return_inverse");
        assertRefused(
                file("real.npz", npz -> {
                    npz.write("features", new double[6], 3, 2);
                    npz.write("labels", new double[] {0, 1, 1}, 3);
                }),
                null,
                "<f8",
                "expected integers",
                "astype('int64')");
    }

    private Path labelled(int[] labels) throws IOException {
        return file("labelled.npz", npz -> {
            npz.write("features", new double[6], 3, 2);
            npz.write("labels", labels, labels.length);
        });
    }

    @Test
    void headsThatDoNotFit() throws IOException {
        assertRefused(
                three("w.npz", npz -> npz.write("weights", new double[15], 5, 3)),
                null,
                "[weights] has the shape [5, 3]",
                "d = 2");
        assertRefused(
                three("t.npz", npz -> npz.write("weights", new double[10], 2, 5)),
                null,
                "ascontiguousarray(weights.T)");
        assertRefused(
                three("k.npz", npz -> npz.write("weights", new double[2], 1, 2)), null, "holds 1 at row 1", "1 rows");
        assertRefused(
                three("n.npz", npz -> npz.write("weights", new double[] {0, 1, Double.NaN, 2}, 2, 2)),
                null,
                "NaN at 2");
        assertRefused(
                three("b.npz", npz -> npz.write("bias", new double[2], 2)), null, "a bias and no array 'weights'");
        assertRefused(
                three("b3.npz", npz -> {
                    npz.write("weights", new double[4], 2, 2);
                    npz.write("bias", new double[3], 3);
                }),
                null,
                "[bias] has 3 values; 2 are expected");
        assertRefused(three("d.npz", npz -> {}), 0.1, "a weight decay and no array 'weights'");
        Path head = three("head.npz", npz -> npz.write("weights", new double[4], 2, 2));
        assertRefused(head, -1.0, "--weight-decay -1.0", "one number from 0 on");
        assertRefused(head, Double.NaN, "--weight-decay NaN");
        assertThat(split(head, TRAIN, 0.1).head().weightDecay()).isEqualTo(0.1);
        assertThat(split(head, TRAIN, null).head().weightDecay()).isZero();
        assertRefused(
                three("d2.npz", npz -> {
                    npz.write("weights", new double[4], 2, 2);
                    npz.write("weight_decay", new double[2], 2);
                }),
                null,
                "[weight_decay]",
                "cannot be the weight decay");
        NumpyArrays arrays = SavedSplit.arrays(head);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> arrays.with("weights", numpy("labels.npy")))
                .withMessageContaining("leave one of them out");
    }

    @Test
    void splitsOfOneMeasurementFitEachOther() throws IOException {
        Path headed = three("headed.npz", npz -> npz.write("weights", new double[6], 3, 2));
        Path plain = three("plain.npz", npz -> {});
        MeasurementInput set = MeasurementInput.of(List.of(split(plain, TEST, null), split(headed, TRAIN, null)));
        assertThat(set.classes()).isEqualTo(3);
        assertThat(set.splits()).extracting(split -> split.key().split()).containsExactly(Split.TRAIN, Split.TEST);
        assertThat(set.splits().get(1).head()).isSameAs(set.splits().get(0).head());

        Path other = three("other.npz", npz -> npz.write("weights", new double[] {1, 0, 0, 0, 0, 0}, 3, 2));
        assertUnfit("other weights", split(headed, TRAIN, null), split(other, TEST, null));
        assertUnfit("same epoch, layer and split", split(headed, TRAIN, null), split(plain, TRAIN, null));
        Path wide = file("wide.npz", npz -> {
            npz.write("features", new double[9], 3, 3);
            npz.write("labels", new int[3], 3);
        });
        assertUnfit("width 3", split(headed, TRAIN, null), split(wide, TEST, null));
        Path two = three("two.npz", npz -> npz.write("weights", new double[4], 2, 2));
        assertUnfit(
                "must have the same",
                split(headed, TRAIN, null),
                split(two, new CaptureKey(1, "penultimate", Split.TRAIN), null));
    }

    private static void assertUnfit(String why, SavedSplit... splits) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> MeasurementInput.of(List.of(splits)))
                .withMessageContaining(why);
    }

    @Test
    void namesSayWhatTheyWereWrittenFor() {
        CaptureKey key = new CaptureKey(42, "stage1.block1", Split.TEST);
        assertThat(CaptureKey.parse(Path.of("some", key.fileName()))).isEqualTo(key);
        assertThat(CaptureKey.parse(Path.of("features.npz"))).isNull();
        assertThat(CaptureKey.parse(Path.of("epoch-99999999999-penultimate-train.npz")))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference.npz", "reference-bias.npz"})
    void damagedFilesAreMeasuredOrRefusedInOneLine(String name) throws IOException {
        byte[] whole = Files.readAllBytes(numpy(name));
        SplittableRandom random = new SplittableRandom(1);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < CASES; i++) {
                byte[] damaged = FileCorruption.corrupt(whole, random);
                Path file = Files.write(folder.resolve("damaged.npz"), damaged);
                FileCorruption.isReadOrRefused(
                        () -> {
                            MeasurementInput.of(List.of(split(file, TRAIN, null)))
                                    .splits()
                                    .get(0)
                                    .features()
                                    .replay((values, labels, rows) -> {});
                            return null;
                        },
                        damaged);
            }
        });
    }
}
