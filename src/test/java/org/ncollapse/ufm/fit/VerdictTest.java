package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.UfmModel;

/** What a researcher is told. */
class VerdictTest {
    private static final UfmModel MODEL = new PlainMseModel(4, 10, 20, .005, .005, Double.POSITIVE_INFINITY);

    @Test
    void whatNoModelDescribesIsCalledThat() {
        FitInput evidence = evidence();
        List<CapturedEpoch> epochs = evidence.epochs();
        // Later epochs in which collapse comes undone: the captured states in reverse.
        List<CapturedEpoch> undone = new ArrayList<>(epochs);
        int last = epochs.size() - 1;
        for (int i = 0; i < 10; i++) {
            CapturedEpoch time = epochs.get(last - i);
            CapturedEpoch state = epochs.get(last - 19 + i);
            undone.set(
                    last - i,
                    new CapturedEpoch(
                            time.epoch(),
                            time.learningRateSum(),
                            true,
                            state.loss(),
                            state.penultimate(),
                            null,
                            state.distances(),
                            state.headGram(),
                            state.logits(),
                            state.weights()));
        }
        List<String> verdict = UfmFitter.fit(
                        new FitInput(evidence.settings(), undone, evidence.startSamples(), null),
                        List.of("plain"),
                        doing -> {})
                .verdict();
        assertThat(verdict.get(0)).startsWith("No model describes how collapse proceeds in this network");
    }

    @Test
    void theReasonsForWhatWasLeftOutComeLast() {
        List<String> verdict = UfmFitter.fit(evidence(), List.of("plain", "extended-relu"), doing -> {})
                .verdict();
        assertThat(verdict).hasSize(5);
        assertThat(verdict.get(2)).startsWith("plain: RMSE ");
        assertThat(verdict.get(3))
                .startsWith("plain at epoch 5000: λ_H is 0.00")
                .contains("Largest relative errors: ");
        assertThat(verdict.get(4))
                .isEqualTo(
                        "extended-relu is not fitted: the network has no hidden fully connected layer before its head.");
    }

    private static FitInput evidence() {
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
