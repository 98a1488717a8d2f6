package org.ncollapse.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpzWriter;

/** The arrays that say of saved features how they were trained, and the messages for those that cannot be. */
class SavedTrainingTest {

    private static final int WIDTH = 3;

    @TempDir
    private Path folder;

    @Test
    void readsTimeAndPenalties() throws IOException {
        SavedTraining training = read(
                        "steps",
                        "60",
                        "learning_rates",
                        "1 1 0.5",
                        "momentum",
                        "0.9",
                        "bias",
                        "0 0",
                        "hidden_weights",
                        "1 2 3 4 5 6",
                        "weight_decay",
                        "0.01",
                        "feature_decay",
                        "0.002")
                .training();
        // 20 steps in each epoch: (20 + 20 + 10)/(1 − 0.9).
        assertThat(training.time()).isCloseTo(500, within(1e-10));
        assertThat(training.featureDecay()).isEqualTo(.002);
        // PyTorch's weight_decay is that of all parameters.
        assertThat(training.biasDecay()).isEqualTo(.01);
        assertThat(training.hidden().weightDecay()).isEqualTo(.01);
        assertThat(training.hidden().weights().numRows).isEqualTo(WIDTH);
        assertThat(training.hidden().weights().get(1, 0)).isEqualTo(3);
    }

    @Test
    void ownPenaltiesOfBiasAndHiddenLayer() throws IOException {
        SavedTraining training = read(
                        "bias",
                        "0 0",
                        "weight_decay",
                        "0.01",
                        "bias_weight_decay",
                        "0",
                        "hidden_weights",
                        "1 2 3 4 5 6",
                        "hidden_weight_decay",
                        "0.5",
                        "hidden_bias",
                        "1 2 3")
                .training();
        assertThat(training.biasDecay()).isZero();
        assertThat(training.hidden().weightDecay()).isEqualTo(.5);
        assertThat(training.hidden().bias()).containsExactly(1, 2, 3);
        assertThat(training.time()).isNaN();
        assertThat(training.featureDecay()).isZero();
    }

    @Test
    void initialNetworkHasTakenNoSteps() throws IOException {
        assertThat(read("steps", "0", "learning_rates", "").training().time()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            steps 9                                     | 'steps' and no array 'learning_rates'
            learning_rates 0.1                          | 'learning_rates' and no array 'steps'
            momentum 0.9                                | 'momentum' and no arrays
            steps 9 learning_rates 0.1,-0.1             | contains -0.1 at index 1
            steps 9 learning_rates 0.1,NaN              | contains NaN at index 1
            steps 1 learning_rates 0.1,0.1              | is 1.0 for 2 learning rates
            steps 1.5 learning_rates 0.1                | is 1.5 for 1 learning rates
            steps 9,9 learning_rates 0.1                | [9.0, 9.0] is not the number of steps
            steps 9 learning_rates 0.1 momentum 1       | [1.0] is not a momentum
            feature_decay -0.1                          | [-0.1] is not a penalty
            bias_weight_decay 0.1                       | no array 'bias' or 'hidden_bias'
            bias 0,0 bias_weight_decay 0.1,0.2          | [0.1, 0.2] is not a penalty
            hidden_bias 0,0,0                           | no array 'hidden_weights'
            hidden_weight_decay 0.1                     | no array 'hidden_weights'
            hidden_weights 1,2,3,4,5,6 hidden_bias 1,2  | has 2 values; expected 3
            hidden_weights 1,2,3,4                      | has the shape [2, 2]; expected d x d1 with d = 3
            """)
    void rejectsInvalidArraysInOneLine(String arrays, String message) {
        String[] words =
                Stream.of(arrays.split(" ")).map(word -> word.replace(',', ' ')).toArray(String[]::new);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> read(words))
                .withMessageContaining(message)
                .withMessageContaining("epoch-0001-penultimate-train.npz")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void rejectsTimesThatDoNotIncrease() {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> MeasurementInput.of(List.of(
                        read(1, "penultimate", "steps", "10", "learning_rates", "0.1"),
                        read(2, "penultimate", "steps", "10", "learning_rates", "0.1"))))
                .withMessageContaining("must cover all training so far");
    }

    @Test
    void rejectsLayersThatDoNotFitTogether() throws IOException {
        SavedSplit head = read(1, "penultimate", "hidden_weights", "1 2 3 4 5 6", "feature_decay", ".1");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> MeasurementInput.of(List.of(head, read(1, "previous"))))
                .withMessageContaining("has 2 columns")
                .withMessageContaining("features of width 3");
        SavedSplit narrow = read(1, "penultimate", "hidden_weights", "1 2 3 4 5 6 7 8 9", "feature_decay", ".1");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> MeasurementInput.of(List.of(narrow, read(1, "previous", "labels", "1 0 1 0"))))
                .withMessageContaining("other labels");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> MeasurementInput.of(List.of(narrow, read(1, "previous", "feature_decay", ".1"))))
                .withMessageContaining("both have a 'feature_decay'");
    }

    private SavedSplit read(String... arrays) throws IOException {
        return read(1, "penultimate", arrays);
    }

    /** @param arrays names and their values; the head's input has weights too */
    private SavedSplit read(int epoch, String tap, String... arrays) throws IOException {
        Map<String, double[]> values = new LinkedHashMap<>();
        values.put("labels", new double[] {0, 1, 0, 1});
        for (int i = 0; i < arrays.length; i += 2) {
            values.put(
                    arrays[i],
                    Stream.of(arrays[i + 1].split(" "))
                            .filter(text -> !text.isEmpty())
                            .mapToDouble(Double::parseDouble)
                            .toArray());
        }
        Path file = folder.resolve("epoch-%04d-%s-train.npz".formatted(epoch, tap));
        try (NpzWriter npz = new NpzWriter(file)) {
            npz.write("features", new double[] {1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1}, 4, WIDTH);
            if (tap.equals("penultimate")) {
                npz.write("weights", new double[] {1, 0, 0, 0, 1, 0}, 2, WIDTH);
            }
            for (Map.Entry<String, double[]> array : values.entrySet()) {
                double[] numbers = array.getValue();
                if (array.getKey().equals("hidden_weights")) {
                    int rows = numbers.length % WIDTH == 0 ? WIDTH : 2;
                    npz.write(array.getKey(), numbers, rows, numbers.length / rows);
                } else {
                    npz.write(array.getKey(), numbers, numbers.length);
                }
            }
            npz.commit();
        }
        return SavedSplit.of(SavedSplit.arrays(file), CaptureKey.parse(file), null);
    }
}
