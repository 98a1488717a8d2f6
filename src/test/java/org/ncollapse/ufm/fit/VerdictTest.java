package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.UfmModel;

/** The paragraphs of the verdict. */
class VerdictTest {
    private static final UfmModel MODEL = new PlainMseModel(4, 10, 20, .005, .005);

    @Test
    void saysIfNoModelDescribesTheNetwork() {
        FitInput input = input();
        List<CapturedEpoch> epochs = input.epochs();
        // The states of the later epochs in reverse order, so that collapse recedes.
        List<CapturedEpoch> reversed = new ArrayList<>(epochs);
        int last = epochs.size() - 1;
        for (int i = 0; i < 10; i++) {
            CapturedEpoch time = epochs.get(last - i);
            CapturedEpoch state = epochs.get(last - 19 + i);
            reversed.set(
                    last - i,
                    new CapturedEpoch(
                            time.epoch(),
                            time.time(),
                            true,
                            state.loss(),
                            state.penultimate(),
                            state.distances(),
                            state.head(),
                            state.hidden()));
        }
        List<String> verdict = UfmFitter.fit(
                        new FitInput(
                                input.settings(),
                                false,
                                reversed,
                                input.widths(),
                                input.initialSamples(),
                                Optional.empty()),
                        List.of(UfmModelName.PLAIN),
                        progress -> {})
                .verdict();
        assertThat(verdict.get(0)).startsWith("No model describes how collapse proceeds in this network");
    }

    @Test
    void reasonsForLeftOutModelsComeLast() {
        List<String> verdict = UfmFitter.fit(
                        input(), List.of(UfmModelName.PLAIN, UfmModelName.EXTENDED_RELU), progress -> {})
                .verdict();
        assertThat(verdict).hasSize(5);
        assertThat(verdict.get(1)).startsWith("On the later epochs (").contains("its NC1 is within a factor of 1.");
        assertThat(verdict.get(2)).startsWith("What fails: ").contains("at the end");
        // 5000 steps of .05 with λ = .005.
        assertThat(verdict.get(3)).startsWith("The run lasted Σηλ/(1 − μ) = 1.25 time constants of weight decay.");
        assertThat(verdict.get(4))
                .isEqualTo("extended-relu is not fitted: the network has no hidden fully connected layer before its "
                        + "head.");
    }

    private static FitInput input() {
        return GradientDescentFitInput.of(MODEL, GradientDescentFitInput.balancedStart(MODEL), .05, 5000, 40);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        ".98765, 0.988",
        "12.3456, 12.3",
        "1234.5, 1230",
        "-.05, -0.05",
        "1.2345e-7, 1.23e-7",
        "4.5678e8, 4.57e8",
        "NaN, undefined"
    })
    void numbersHaveThreeSignificantDigits(double value, String text) {
        assertThat(Verdict.digits(value)).isEqualTo(text);
    }
}
