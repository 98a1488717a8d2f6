package org.ncollapse.ufm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Offset;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionTest {

    private static final Offset<Double> PRINTED = within(6e-10);
    /** p I + q J. */
    private static DMatrixRMaj form(int classes, double p, double q) {
        DMatrixRMaj matrix = new DMatrixRMaj(classes, classes);
        Arrays.fill(matrix.data, q);
        for (int k = 0; k < classes; k++) {
            matrix.add(k, k, p);
        }
        return matrix;
    }

    private static void assertClose(DMatrixRMaj actual, DMatrixRMaj expected, double tolerance) {
        assertThat(MatrixFeatures_DDRM.isIdentical(actual, expected, tolerance))
                .as("%s%nexpected%n%s", actual, expected)
                .isTrue();
    }

    @Test
    void plainMseMatchesCheckedNumbers() {
        Prediction equal = new PlainMseModel(4, 50, 20, .005, .005).predict();
        assertThat(equal.threshold().strength()).isCloseTo(.141421356, PRINTED);
        assertThat(equal.objective()).isCloseTo(.131421356, PRINTED);
        assertClose(equal.layers().get(0).gram(), form(4, .121421356, 0), 6e-10);
        assertClose(equal.logits(), form(4, 1 - .141421356, 0), 6e-10);
        assertThat(equal.bias()).isNull();
        Prediction unequal = new PlainMseModel(4, 50, 20, .01, .001).predict();
        assertThat(unequal.threshold().strength()).isCloseTo(.089442719, PRINTED);
        assertThat(unequal.objective()).isCloseTo(.085442719, PRINTED);
        assertThat(unequal.layers().get(0).squaredMeanNorms())
                .containsExactly(new double[] {.407213595, .407213595, .407213595, .407213595}, PRINTED);
    }

    @Test
    void plainMseWithBiasMatchesCheckedNumbers() {
        Prediction prediction = new PlainMseModel(4, 50, 20, .005, .005, .5).predict();
        double a = .858578644;
        double common = .575735931;
        assertThat(prediction.objective()).isCloseTo(.126421356, PRINTED);
        assertThat(prediction.bias())
                .containsExactly(new double[] {.070710678, .070710678, .070710678, .070710678}, PRINTED);
        assertClose(prediction.logits(), form(4, a, (common - a) / 4 + .070710678), 2e-9);
    }

    @Test
    void crossEntropyMatchesCheckedNumbers() {
        Prediction prediction = new PlainCrossEntropyModel(4, 50, 20, .001, .002).predict();
        assertThat(prediction.logits().get(2, 2) - prediction.logits().get(0, 2))
                .isCloseTo(4.574710979, PRINTED);
        assertThat(prediction.layers().get(0).squaredMeanNorms()[1]).isCloseTo(.343103323, PRINTED);
        assertThat(prediction.objective()).isCloseTo(.167700537, PRINTED);
        assertThat(CommonOps_DDRM.elementSum(prediction.layers().get(0).gram())).isCloseTo(0, within(1e-15));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void extendedModelsMatchCheckedNumbers(boolean relu) {
        Prediction prediction = new DeepModel(4, 50, List.of(20, 20), List.of(.002, .001, .0005), relu).predict();
        assertClose(prediction.logits(), form(4, .985190402, 0), 6e-10);
        assertThat(prediction.layers().get(0).squaredMeanNorms()[0]).isCloseTo(.532190, within(6e-7));
        assertThat(prediction.layers().get(1).squaredMeanNorms()[3]).isCloseTo(.145903, within(6e-7));
        assertThat(prediction.objective()).isCloseTo(.021995073, PRINTED);
    }

    @Test
    void imbalancedModelMatchesCheckedNumbers() {
        Prediction prediction = new ImbalancedModel(List.of(60, 30, 10, 4), 20, .02, .02).predict();
        assertThat(prediction.layers().get(0).squaredMeanNorms())
                .containsExactly(new double[] {.094432778, .113240853, .108227766, 0}, PRINTED);
        assertThat(prediction.factors().get(0).singularValues()).hasSize(3);
        assertThat(prediction.remarks())
                .singleElement()
                .asString()
                .startsWith("Minority collapse")
                .contains("class 3 (n = 4");
    }

    static Stream<UfmModel> everyModel() {
        return Stream.of(
                new PlainMseModel(4, 6, 9, .01, .003),
                new PlainMseModel(4, 6, 9, .01, .003, 0),
                new PlainMseModel(4, 6, 9, .01, .003, .5),
                new PlainMseModel(4, 6, 4, .01, .003, 20),
                new PlainMseModel(4, 6, 3, .01, .003, 0),
                new PlainMseModel(4, 6, 3, .01, .003, .05),
                new PlainMseModel(4, 6, 9, .2, .3),
                new PlainMseModel(4, 6, 9, .2, .3, .5),
                new PlainMseModel(2, 1, 2, .1, .3, .7),
                new PlainCrossEntropyModel(4, 6, 9, .01, .003),
                new PlainCrossEntropyModel(4, 6, 3, .01, .003, 0),
                new PlainCrossEntropyModel(4, 6, 9, .01, .003, .5),
                new PlainCrossEntropyModel(4, 6, 9, .3, .2, .5),
                new ImbalancedModel(List.of(9, 5, 5, 1), 9, .04, .01),
                new ImbalancedModel(List.of(12, 5, 1), 2, .06, .06),
                new DeepModel(4, 6, List.of(9, 8), List.of(.004, .002, .003), false),
                new DeepModel(4, 6, List.of(9, 8), List.of(.004, .002, .003), true),
                new DeepModel(3, 6, List.of(3, 5, 4, 7), List.of(.004, .002, .003, .006, .005), false),
                new DeepModel(4, 6, List.of(9, 8), List.of(.4, .2, .3), true));
    }

    private static UfmState settled(UfmModel model) {
        return model instanceof DeepModel
                ? PredictedState.ofDeep(model, model.predict())
                : PredictedState.ofPlain(model, model.predict());
    }

    @ParameterizedTest
    @MethodSource("everyModel")
    void stateWithPredictedNormsAndAnglesIsStationaryAndMatchesThePrediction(UfmModel model) {
        UfmState state = settled(model);
        Objective objective = new Objective(model);
        double[] gradient = new double[objective.size()];
        objective.valueAndGradient(objective.pack(state), gradient);
        assertThat(Arrays.stream(gradient).map(Math::abs).max().orElseThrow()).isLessThan(1e-9);
        List<PredictionComparison> rows = PredictionComparison.of(model.predict(), Observation.of(model, state));
        assertThat(rows)
                .allSatisfy(row ->
                        assertThat(Math.abs(row.observed() - row.predicted())).isLessThan(1e-9))
                .allSatisfy(row -> assertThat(row.predicted() == 0 || row.relativeError() < 1e-8)
                        .isTrue());
        assertThat(rows.stream().map(row -> row.layer() + " " + row.quantity()))
                .contains(" objective", model.factorNames().get(0) + " weight_gram");
    }

    @ParameterizedTest
    @ValueSource(doubles = {.001, .02, .15})
    void extremeBiasPenaltiesGiveTheTwoTheorems(double decay) {
        Function<PlainMseModel, double[]> numbers = model -> {
            Prediction prediction = model.predict();
            return new double[] {
                prediction.objective(),
                prediction.logits().get(0, 0),
                prediction.logits().get(0, 1),
                prediction.headGram().get(0, 0),
                prediction.headGram().get(0, 1),
                prediction.layers().get(0).gram().get(1, 2)
            };
        };
        assertThat(numbers.apply(new PlainMseModel(5, 7, 6, decay, .01, 1e12)))
                .containsExactly(numbers.apply(new PlainMseModel(5, 7, 6, decay, .01)), within(1e-11));
        assertThat(numbers.apply(new PlainMseModel(5, 7, 6, decay, .01, 1e-12)))
                .containsExactly(numbers.apply(new PlainMseModel(5, 7, 6, decay, .01, 0)), within(1e-11));
        Prediction free = new PlainMseModel(5, 7, 6, decay, .01, 0).predict();
        assertThat(free.bias()[0]).isCloseTo(.2, within(1e-15));
        assertThat(CommonOps_DDRM.elementSum(free.layers().get(0).gram())).isCloseTo(0, within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(doubles = {.004, .3})
    void imbalancedModelWithEqualCountsIsThePlainModel(double decay) {
        Prediction plain = new PlainMseModel(3, 8, 5, decay, .02).predict();
        Prediction counted = new ImbalancedModel(Collections.nCopies(3, 8), 5, decay, .02).predict();
        assertThat(counted.threshold().strength()).isCloseTo(plain.threshold().strength(), within(1e-14));
        assertThat(counted.objective()).isCloseTo(plain.objective(), within(1e-14));
        assertClose(counted.logits(), plain.logits(), 1e-14);
        assertClose(counted.headGram(), plain.headGram(), 1e-14);
        assertClose(counted.layers().get(0).gram(), plain.layers().get(0).gram(), 1e-14);
        assertThat(counted.factors().get(1).singularValues())
                .containsExactly(plain.factors().get(1).singularValues(), within(1e-14));
    }

    @Test
    void plainMseBecomesZeroContinuouslyAtCOne() {
        // c = 4√(nλ_Wλ_H) with n = 1: λ = 1/4 is c = 1.
        double just = .25 * (1 - 1e-9);
        assertThat(new PlainMseModel(4, 1, 4, just, just).predict().objective()).isCloseTo(.5, within(1e-9));
        assertThat(new PlainMseModel(4, 1, 4, just, just).predict().remarks())
                .singleElement()
                .asString()
                .contains("is near 1");
        Prediction zero = new PlainMseModel(4, 1, 4, .25, .25).predict();
        assertThat(zero.threshold().isZeroSolution()).isTrue();
        assertThat(zero.objective()).isEqualTo(.5);
        assertThat(zero.factors())
                .allSatisfy(factor -> assertThat(factor.singularValues()).isEmpty());
        assertThat(zero.remarks()).singleElement().asString().contains("not below 1");
    }

    @Test
    void crossEntropyBecomesZeroAtOneOverKAndIsAccurateNearby() {
        // s = λ with n = 1 and equal decays. Near 1/K, a = log(1 + (1 − Ks)/s) is K(1 − Ks) to first order.
        double below = Math.pow(2, -40);
        double s = .25 * (1 - below);
        Prediction just = new PlainCrossEntropyModel(4, 1, 4, s, s).predict();
        assertThat(just.logits().get(0, 0) - just.logits().get(1, 0)).isCloseTo(4 * below, within(4 * below * 1e-3));
        assertThat(just.objective()).isCloseTo(Math.log(4), within(1e-12));
        assertThat(just.remarks()).singleElement().asString().contains("near 1/K");
        Prediction zero = new PlainCrossEntropyModel(4, 1, 4, .25, .25).predict();
        assertThat(zero.threshold().isZeroSolution()).isTrue();
        assertThat(zero.objective()).isEqualTo(Math.log(4));
        assertThat(CommonOps_DDRM.elementMaxAbs(zero.logits())).isZero();
        Prediction tiny = new PlainCrossEntropyModel(4, 1, 4, 1e-200, 1e-160).predict();
        assertThat(tiny.logits().get(0, 0) - tiny.logits().get(1, 0)).isCloseTo(180 * Math.log(10), within(1e-9));
    }

    @Test
    void commonComponentBecomesZeroFirst() {
        Prediction prediction = new PlainMseModel(4, 50, 3, .005, .005, .1).predict();
        assertThat(CommonOps_DDRM.elementSum(prediction.layers().get(0).gram())).isCloseTo(0, within(1e-14));
        assertThat(prediction.layers().get(0).squaredMeanNorms()[0]).isPositive();
        assertThat(prediction.remarks()).singleElement().asString().contains("the global mean is zero", "1.556");
    }

    @Test
    void undeterminedQuantitiesAreNull() {
        Prediction free = new PlainCrossEntropyModel(4, 50, 20, .001, .002, 0).predict();
        assertThat(free.bias()).isNull();
        assertThat(free.logits()).isNull();
        assertThat(free.remarks()).singleElement().asString().contains("exceeds each other one by 4.57471");
        Prediction decayed = new PlainCrossEntropyModel(4, 50, 20, .001, .002, .1).predict();
        assertThat(decayed.bias()).containsOnly(0);
        assertThat(decayed.logits()).isNotNull();
        Prediction relu = new DeepModel(4, 50, List.of(20, 20), List.of(.002, .001, .0005), true).predict();
        Prediction linear = new DeepModel(4, 50, List.of(20, 20), List.of(.002, .001, .0005), false).predict();
        assertThat(relu.factors().get(0).singularValues()).hasSize(4);
        assertThat(relu.factors().subList(1, 3))
                .allSatisfy(factor -> assertThat(factor.singularValues()).isNull());
        assertThat(relu.factors())
                .extracting(Prediction.Factor::squaredNorm)
                .isEqualTo(linear.factors().stream()
                        .map(Prediction.Factor::squaredNorm)
                        .toList());
        assertThat(relu.layers().get(0).gram()).isNotNull();
        assertThat(relu.layers().get(1).gram()).isNull();
        assertThat(relu.layers().get(1).squaredMeanNorms())
                .isEqualTo(linear.layers().get(1).squaredMeanNorms());
        assertThat(relu.remarks()).singleElement().asString().contains("singular values of W1");
        assertThat(linear.remarks()).isEmpty();
    }

    @Test
    void tooNarrowWidthsHaveAWidthProblem() {
        assertThat(new PlainMseModel(4, 50, 4, .005, .005).widthProblem()).isEmpty();
        assertThat(new PlainMseModel(4, 50, 3, .005, .005, 0).widthProblem()).isEmpty();
        assertThat(new PlainMseModel(4, 50, 3, .005, .005, .1).widthProblem()).isEmpty();
        assertThat(new PlainCrossEntropyModel(4, 50, 3, .001, .002).widthProblem())
                .isEmpty();
        assertThat(new ImbalancedModel(List.of(60, 30, 10, 4), 3, .02, .02).widthProblem())
                .isEmpty();
        List<UfmModel> narrow = List.of(
                new PlainMseModel(4, 50, 3, .005, .005),
                new PlainMseModel(4, 50, 3, .005, .005, .5),
                new PlainMseModel(4, 50, 2, .005, .005, 0),
                new PlainCrossEntropyModel(4, 50, 2, .001, .002, 0),
                new ImbalancedModel(List.of(60, 30, 10, 4), 2, .02, .02),
                new DeepModel(4, 50, List.of(20, 3), List.of(.001, .001, .001), false),
                new DeepModel(4, 50, List.of(3, 20), List.of(.001, .001, .001), true));
        assertThat(narrow)
                .allSatisfy(model -> assertThatThrownBy(model::predict)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(model.widthProblem().orElseThrow())
                        .hasMessageContaining("width of " + Collections.min(model.widths())));
    }

    @Test
    void rejectsInvalidSettings() {
        assertRejected("at least 2 classes, not 1", () -> new PlainMseModel(1, 5, 4, .1, .1));
        assertRejected("at least 1 sample, not 0", () -> new PlainCrossEntropyModel(3, 0, 4, .1, .1));
        assertRejected("width of at least 1, not 0", () -> new PlainMseModel(3, 5, 0, .1, .1));
        assertRejected(
                "the penalty λ of W must be a finite number above 0, not 0.0", () -> new PlainMseModel(3, 5, 4, 0, .1));
        assertRejected(
                "the penalty λ of H must be a finite number above 0, not NaN",
                () -> new PlainCrossEntropyModel(3, 5, 4, .1, Double.NaN));
        assertRejected(
                "the penalty λ of the bias must be a finite number of at least 0, not -1.0",
                () -> new PlainMseModel(3, 5, 4, .1, .1, -1));
        assertRejected(
                "the penalty λ of the bias must be a finite number of at least 0, not NaN",
                () -> new PlainCrossEntropyModel(3, 5, 4, .1, .1, Double.NaN));
        assertRejected(
                "the penalty λ of the bias must be a finite number of at least 0, not Infinity",
                () -> new PlainMseModel(3, 5, 4, .1, .1, Double.POSITIVE_INFINITY));
        assertRejected("at least 1 sample, not 0", () -> new ImbalancedModel(List.of(3, 0), 4, .1, .1));
        assertRejected("more than 2147483647 samples", () -> new PlainMseModel(3, Integer.MAX_VALUE, 4, .1, .1));
        assertRejected(
                "more than 2147483647 samples", () -> new ImbalancedModel(List.of(Integer.MAX_VALUE, 1), 4, .1, .1));
        assertRejected(
                "use the plain model for one layer", () -> new DeepModel(3, 5, List.of(4), List.of(.1, .1), false));
        assertRejected(
                "2 layers of weights, not 3",
                () -> new DeepModel(3, 5, List.of(4, 4, 4), List.of(.1, .1, .1, .1), true));
        assertRejected("need 3 penalties λ, not 2", () -> new DeepModel(3, 5, List.of(4, 4), List.of(.1, .1), false));
        assertRejected(
                "the penalty λ of W1 must", () -> new DeepModel(3, 5, List.of(4, 4), List.of(.1, -1., .1), false));
        assertRejected(
                "the penalty λ of H1 must",
                () -> new DeepModel(3, 5, List.of(4, 4), List.of(.1, 1., Double.POSITIVE_INFINITY), false));
    }

    private static void assertRejected(String message, ThrowingCallable settings) {
        assertThatThrownBy(settings)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
