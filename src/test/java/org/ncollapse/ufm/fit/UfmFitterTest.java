package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.ufm.DeepModel;
import org.ncollapse.ufm.ImbalancedModel;
import org.ncollapse.ufm.PlainCrossEntropyModel;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.fit.CapturedEpoch.HiddenLayerStatistics;
import org.ncollapse.ufm.fit.FitRow.Kind;
import org.ncollapse.ufm.fit.InitialSamples.HiddenLayer;

/** A control: a model's own gradient descent, given as the training of a network, is attributed to that model. */
class UfmFitterTest {
    private static final List<UfmModelName> ALL = Experiment.UFM_MODELS;

    static Stream<UfmModel> alone() {
        return Stream.of(
                new PlainMseModel(4, 10, 20, .005, .005, 0),
                new PlainMseModel(4, 10, 20, .005, .005, .5),
                new PlainCrossEntropyModel(4, 10, 20, .005, .005),
                new ImbalancedModel(List.of(14, 12, 8, 6), 20, .005, .005));
    }

    /** The loss, the bias or the classes select one model. */
    @ParameterizedTest
    @MethodSource("alone")
    void recoversTheOnlyModelForTheRun(UfmModel model) {
        UfmFit fit = fit(input(model));
        assertThat(fit.rows())
                .extracting(FitRow::model)
                .containsOnly(model.kind().toString());
        assertRecovered(fit, model);
    }

    @Test
    void plainModelIsIdentified() {
        UfmModel model = new PlainMseModel(4, 10, 20, .005, .005);
        // An identity as the hidden layer, so that the extended models can be fitted.
        FitInput input = input(model);
        List<CapturedEpoch> epochs = input.epochs().stream()
                .map(epoch -> new CapturedEpoch(
                        epoch.epoch(),
                        epoch.time(),
                        epoch.inTerminalPhase(),
                        epoch.loss(),
                        epoch.penultimate(),
                        epoch.distances(),
                        epoch.head(),
                        Optional.of(new HiddenLayerStatistics(epoch.penultimate(), 20, 0))))
                .toList();
        InitialSamples start = input.initialSamples();
        UfmFit fit = UfmFitter.fit(
                new FitInput(
                        input.settings(),
                        false,
                        epochs,
                        List.of(20, 20),
                        new InitialSamples(
                                start.classCounts(),
                                start.penultimate(),
                                start.penultimateMeans(),
                                start.headWeights(),
                                null,
                                Optional.of(new HiddenLayer(
                                        start.penultimate(), start.penultimateMeans(), CommonOps_DDRM.identity(20)))),
                        Optional.of(new double[] {1, 1, 1, 1})),
                ALL,
                progress -> {});
        assertRecovered(fit, model);
        assertClearlyBest(fit, UfmModelName.PLAIN);
    }

    @Test
    void extendedLinearModelIsIdentified() {
        UfmModel model = new DeepModel(4, 10, List.of(20, 20), List.of(.002, .002, .002), false);
        UfmFit fit = fit(input(model));
        assertRecovered(fit, model);
        assertClearlyBest(fit, UfmModelName.EXTENDED_LINEAR);
    }

    @Test
    void extendedReluModelIsIdentified() {
        UfmModel model = new DeepModel(4, 10, List.of(20, 16), List.of(.002, .002, .002), true);
        UfmFit fit = fit(input(model));
        assertRecovered(fit, model);
        assertClearlyBest(fit, UfmModelName.EXTENDED_RELU);
        double balance = last(fit, Kind.ESTIMATE, UfmModelName.EXTENDED_RELU, "weight_balance")
                .observed();
        assertThat(balance).isCloseTo(1, within(.02));
    }

    /** Features that move ten times more slowly than free ones. */
    @Test
    void slowFeaturesAreRecognized() {
        UfmModel model = new DeepModel(4, 10, List.of(20, 16), List.of(.005, .005, .02), true);
        UfmFit fit = fit(GradientDescentFitInput.of(
                model, GradientDescentFitInput.balancedStart(model), .05, 20_000, 60, Integer.MAX_VALUE, .1));
        assertFeatureRate(fit, UfmModelName.EXTENDED_RELU, .1);
        assertThat(score(fit, UfmModelName.EXTENDED_RELU, "skill_frozen")).isGreaterThan(.9);
    }

    /** The layers train on constant features: the null model is the truth. */
    @Test
    void frozenFeaturesAreRecognized() {
        UfmModel model = new DeepModel(4, 10, List.of(20, 16), List.of(.005, .005, .005), true);
        UfmFit fit = fit(GradientDescentFitInput.of(
                model, GradientDescentFitInput.balancedStart(model), .05, 20_000, 60, Integer.MAX_VALUE, 0));
        assertThat(score(fit, UfmModelName.EXTENDED_RELU, "feature_rate")).isLessThan(.05);
        assertThat(score(fit, UfmModelName.EXTENDED_RELU, "feature_rate_ci95_low"))
                .isZero();
        assertThat(score(fit, UfmModelName.EXTENDED_RELU, "rmse_frozen")).isLessThan(.02);
        assertThat(fit.verdict().get(0)).endsWith("free features do not.");
    }

    static Stream<UfmModel> many() {
        return Stream.of(
                new PlainMseModel(4, 200, 20, .005, .005),
                new DeepModel(4, 200, List.of(20, 16), List.of(.003, .003, .003), false),
                new DeepModel(4, 100, List.of(20, 16), List.of(.002, .002, .002), true));
    }

    /** A run saves some of its samples; a quarter of them suffices. */
    @ParameterizedTest
    @MethodSource("many")
    void modelIsIdentifiedFromAQuarterOfTheSamples(UfmModel model) {
        int kept = model.classCounts().get(0) / 4;
        FitInput input =
                GradientDescentFitInput.of(model, GradientDescentFitInput.balancedStart(model), .2, 10_000, 60, kept);
        UfmFit fit = fit(input);
        double lambdaH = model.lambdas().get(model.lambdas().size() - 1);
        assertThat(last(fit, Kind.ESTIMATE, model.kind(), "lambda_h").observed())
                .isCloseTo(lambdaH, within(.01 * lambdaH));
        assertThat(score(fit, model.kind(), "samples_used")).isEqualTo(4 * kept);
        assertThat(score(fit, model.kind(), "feature_rate")).isCloseTo(1, within(.25));
        assertThat(fit.rows().stream()
                        .filter(row ->
                                row.kind() == Kind.SCORE && row.quantity().equals("rmse") && !isOf(row, model.kind())))
                .allMatch(row -> row.observed() > 1.5 * score(fit, model.kind(), "rmse"));
        assertThat(fit.verdict().get(0)).startsWith(model.kind() + " ");
    }

    @Test
    void nearlyBalancedClassesAreFittedByBothModels() {
        UfmModel model = new ImbalancedModel(List.of(11, 10, 10, 9), 20, .005, .005);
        UfmFit fit = fit(input(model));
        assertThat(fit.rows()).extracting(FitRow::model).contains("plain", "imbalanced");
        double own = worst(fit, UfmModelName.IMBALANCED);
        assertThat(own).isLessThan(.02);
        assertThat(worst(fit, UfmModelName.PLAIN)).isGreaterThan(2 * own);
    }

    @Test
    void predictionsMatchAtTheMinimum() {
        UfmModel model = new PlainMseModel(4, 10, 20, .005, .005);
        assertThat(worst(fit(input(model)), UfmModelName.PLAIN)).isLessThan(.01);
    }

    @Test
    void undeterminedQuantitiesOfTheReluModelAreNotPredicted() {
        UfmModel model = new DeepModel(4, 10, List.of(20, 16), List.of(.002, .002, .002), true);
        UfmFit fit = fit(input(model));
        assertThat(fit.rows().stream()
                        .filter(row -> row.kind() == Kind.MATRIX
                                && isOf(row, UfmModelName.EXTENDED_RELU)
                                && row.layer().equals("H1")))
                .hasSize(16)
                .allMatch(row -> Double.isNaN(row.predicted()) && Double.isFinite(row.observed()));
        assertThat(fit.rows().stream()
                        .filter(row -> row.kind() == Kind.SPECTRUM
                                && isOf(row, UfmModelName.EXTENDED_LINEAR)
                                && row.layer().equals("W1")))
                .hasSize(4)
                .allMatch(row -> Double.isFinite(row.predicted()) && Double.isFinite(row.observed()));
    }

    @Test
    void sameInputGivesSameFit() {
        UfmModel model = new PlainMseModel(4, 10, 20, .005, .005);
        FitInput input = input(model);
        assertThat(fit(input)).isEqualTo(fit(input));
    }

    private static FitInput input(UfmModel model) {
        return GradientDescentFitInput.of(model, GradientDescentFitInput.balancedStart(model), .05, 20_000, 40);
    }

    private static UfmFit fit(FitInput input) {
        return UfmFitter.fit(input, ALL, progress -> {});
    }

    private static void assertRecovered(UfmFit fit, UfmModel model) {
        double lambdaH = model.lambdas().get(model.lambdas().size() - 1);
        assertThat(last(fit, Kind.ESTIMATE, model.kind(), "lambda_h").observed())
                .isCloseTo(lambdaH, within(.01 * lambdaH));
        assertFeatureRate(fit, model.kind(), 1);
        assertThat(score(fit, model.kind(), "skill_constant")).isGreaterThan(.9);
        assertThat(fit.rows().stream()
                        .filter(row -> row.kind() == Kind.TRAJECTORY
                                && isOf(row, model.kind())
                                && !row.quantity().equals("decay_time"))
                        .filter(row -> row.epoch().orElseThrow() == (int) score(fit, model.kind(), "start_epoch")))
                .isNotEmpty()
                .allMatch(row -> row.relativeError() < 1e-12);
        assertThat(fit.verdict().get(0)).startsWith(model.kind() + " describes how collapse proceeds");
    }

    private static void assertFeatureRate(UfmFit fit, UfmModelName model, double rate) {
        assertThat(score(fit, model, "feature_rate")).isCloseTo(rate, within(.1 * rate));
        assertThat(rate)
                .isBetween(score(fit, model, "feature_rate_ci95_low"), score(fit, model, "feature_rate_ci95_high"));
    }

    private static void assertClearlyBest(UfmFit fit, UfmModelName model) {
        assertThat(fit.rows().stream()
                        .filter(row ->
                                row.kind() == Kind.SCORE && row.quantity().equals("rmse")))
                .hasSize(3);
        assertThat(fit.rows().stream()
                        .filter(row ->
                                row.kind() == Kind.SCORE && row.quantity().equals("rmse") && !isOf(row, model)))
                .allMatch(row -> row.observed() > 3 * score(fit, model, "rmse") + .1);
    }

    private static boolean isOf(FitRow row, UfmModelName model) {
        return row.model().equals(model.toString());
    }

    private static double score(UfmFit fit, UfmModelName model, String quantity) {
        return last(fit, Kind.SCORE, model, quantity).observed();
    }

    private static FitRow last(UfmFit fit, Kind kind, UfmModelName model, String quantity) {
        return fit.rows().stream()
                .filter(row ->
                        row.kind() == kind && isOf(row, model) && row.quantity().equals(quantity))
                .max(FitRow.BY_EPOCH)
                .orElseThrow();
    }

    /** The largest relative error among the predictions at the last epoch. */
    private static double worst(UfmFit fit, UfmModelName model) {
        OptionalInt epoch = last(fit, Kind.PREDICTION, model, "objective").epoch();
        return fit.rows().stream()
                .filter(row -> row.kind() == Kind.PREDICTION
                        && isOf(row, model)
                        && row.epoch().equals(epoch))
                .mapToDouble(FitRow::relativeError)
                .max()
                .orElseThrow();
    }
}
