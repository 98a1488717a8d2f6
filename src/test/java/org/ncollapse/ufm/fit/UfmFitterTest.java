package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncollapse.ufm.DeepModel;
import org.ncollapse.ufm.ImbalancedModel;
import org.ncollapse.ufm.PlainCrossEntropyModel;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.fit.CapturedEpoch.LastLayerWeights;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * The control: features made by a model's own gradient descent, written down as if a network's, must be attributed to
 * that model.
 */
class UfmFitterTest {
    private static final double NONE = Double.POSITIVE_INFINITY;
    private static final List<String> ALL = List.of("plain", "extended-linear", "extended-relu");

    static Stream<UfmModel> alone() {
        return Stream.of(
                new PlainMseModel(4, 10, 20, .005, .005, 0),
                new PlainMseModel(4, 10, 20, .005, .005, .5),
                new PlainCrossEntropyModel(4, 10, 20, .005, .005, NONE),
                new ImbalancedModel(List.of(14, 12, 8, 6), 20, .005, .005));
    }

    /** Where the loss, the bias or the classes leave one model. */
    @ParameterizedTest
    @MethodSource("alone")
    void theOneModelForTheRunIsRecovered(UfmModel model) {
        UfmFit fit = fit(evidence(model));
        assertThat(fit.rows()).extracting(FitRow::model).containsOnly(model.name());
        recovered(fit, model);
    }

    @Test
    void aPlainModelsDescentIsAttributedToThePlainModel() {
        UfmModel model = new PlainMseModel(4, 10, 20, .005, .005, NONE);
        // A hidden layer that hands its input on: with it the extended models have something to start from.
        FitInput evidence = evidence(model);
        List<CapturedEpoch> epochs = evidence.epochs().stream()
                .map(epoch -> new CapturedEpoch(
                        epoch.epoch(),
                        epoch.learningRateSum(),
                        epoch.inTerminalPhase(),
                        epoch.loss(),
                        epoch.penultimate(),
                        epoch.penultimate(),
                        epoch.distances(),
                        epoch.headGram(),
                        epoch.logits(),
                        new LastLayerWeights(null, 20, 0)))
                .toList();
        StartSamples departure = evidence.startSamples();
        UfmFit fit = UfmFitter.fit(
                new FitInput(
                        evidence.settings(),
                        epochs,
                        new StartSamples(
                                departure.classCounts(),
                                departure.penultimate(),
                                departure.penultimate(),
                                departure.penultimateMeans(),
                                departure.penultimateMeans(),
                                departure.headWeights(),
                                null,
                                CommonOps_DDRM.identity(20)),
                        new double[] {1, 1, 1, 1}),
                ALL,
                doing -> {});
        recovered(fit, model);
        clearlyBest(fit, "plain");
    }

    @Test
    void anExtendedLinearModelsDescentIsAttributedToIt() {
        UfmModel model = new DeepModel(4, 10, List.of(20, 20), List.of(.002, .002, .002), false);
        UfmFit fit = fit(evidence(model));
        recovered(fit, model);
        clearlyBest(fit, "extended-linear");
        assertThat(fit.verdict())
                .anyMatch(words ->
                        words.contains("extended-linear reproduces the depth effect better than extended-relu"));
        depthFollowed(fit, "extended-linear", "extended-relu");
    }

    @Test
    void anExtendedReluModelsDescentIsAttributedToIt() {
        UfmModel model = new DeepModel(4, 10, List.of(20, 16), List.of(.002, .002, .002), true);
        UfmFit fit = fit(evidence(model));
        recovered(fit, model);
        clearlyBest(fit, "extended-relu");
        depthFollowed(fit, "extended-relu", "extended-linear");
        double balance =
                last(fit, Kind.ESTIMATE, "extended-relu", "weight_balance").observed();
        assertThat(balance).isCloseTo(1, within(.02));
    }

    static Stream<UfmModel> many() {
        return Stream.of(
                new PlainMseModel(4, 200, 20, .005, .005, NONE),
                new DeepModel(4, 200, List.of(20, 16), List.of(.003, .003, .003), false),
                new DeepModel(4, 100, List.of(20, 16), List.of(.002, .002, .002), true));
    }

    /** A run keeps some of its samples: a quarter of them must be enough to know the model again. */
    @ParameterizedTest
    @MethodSource("many")
    void aQuarterOfTheSamplesIsEnough(UfmModel model) {
        int kept = model.classCounts().get(0) / 4;
        FitInput evidence =
                GradientDescentFitInput.of(model, GradientDescentFitInput.balancedStart(model), .2, 20_000, 60, kept);
        UfmFit fit = fit(evidence);
        double decay = model.lambdas().get(model.lambdas().size() - 1);
        assertThat(last(fit, Kind.ESTIMATE, model.name(), "lambda_h").observed())
                .isCloseTo(decay, within(.01 * decay));
        assertThat(score(fit, model.name(), "samples_used")).isEqualTo(4 * kept);
        assertThat(score(fit, model.name(), "time_scale")).isCloseTo(1, within(.2));
        assertThat(fit.rows().stream()
                        .filter(row -> row.kind() == Kind.SCORE
                                && row.quantity().equals("rmse")
                                && !row.model().equals(model.name())))
                .allMatch(row -> row.observed() > 1.5 * score(fit, model.name(), "rmse"));
        assertThat(fit.verdict().get(0)).startsWith(model.name() + " ");
        assertThat(fit.verdict())
                .anyMatch(words -> words.endsWith("it ran on %d of %d samples.".formatted(4 * kept, model.samples())));
    }

    @Test
    void nearlyBalancedClassesAreLaidBesideBothModels() {
        UfmModel model = new ImbalancedModel(List.of(11, 10, 10, 9), 20, .005, .005);
        UfmFit fit = fit(evidence(model));
        assertThat(fit.rows()).extracting(FitRow::model).contains("plain", "imbalanced");
        double own = worst(fit, "imbalanced");
        assertThat(own).isLessThan(.02);
        assertThat(worst(fit, "plain")).isGreaterThan(2 * own);
    }

    @Test
    void atTheMinimumEveryPredictionComesTrue() {
        UfmModel model = new PlainMseModel(4, 10, 20, .005, .005, NONE);
        assertThat(worst(fit(evidence(model)), "plain")).isLessThan(.01);
    }

    @Test
    void whatTheReluModelLeavesUndeterminedIsNotPredicted() {
        UfmModel model = new DeepModel(4, 10, List.of(20, 16), List.of(.002, .002, .002), true);
        UfmFit fit = fit(evidence(model));
        assertThat(fit.rows().stream()
                        .filter(row -> row.kind() == Kind.MATRIX
                                && row.model().equals("extended-relu")
                                && row.layer().equals("H1")))
                .hasSize(16)
                .allMatch(row -> Double.isNaN(row.predicted()) && Double.isFinite(row.observed()));
        assertThat(fit.rows().stream()
                        .filter(row -> row.kind() == Kind.SPECTRUM
                                && row.model().equals("extended-linear")
                                && row.layer().equals("W1")))
                .hasSize(4)
                .allMatch(row -> Double.isFinite(row.predicted()) && Double.isFinite(row.observed()));
    }

    @Test
    void theSameEvidenceGivesTheSameFit() {
        UfmModel model = new PlainMseModel(4, 10, 20, .005, .005, NONE);
        FitInput evidence = evidence(model);
        assertThat(fit(evidence)).isEqualTo(fit(evidence));
    }

    private static FitInput evidence(UfmModel model) {
        return GradientDescentFitInput.of(model, GradientDescentFitInput.balancedStart(model), .05, 20_000, 40);
    }

    private static UfmFit fit(FitInput evidence) {
        return UfmFitter.fit(evidence, ALL, doing -> {});
    }

    private static void recovered(UfmFit fit, UfmModel model) {
        double decay = model.lambdas().get(model.lambdas().size() - 1);
        assertThat(last(fit, Kind.ESTIMATE, model.name(), "lambda_h").observed())
                .isCloseTo(decay, within(.01 * decay));
        assertThat(score(fit, model.name(), "time_scale")).isCloseTo(1, within(.05));
        // Gradient descent with the step that made the evidence is not quite the flow that the fit follows.
        assertThat(score(fit, model.name(), "r2_nc1")).isGreaterThan(.98);
        assertThat(score(fit, model.name(), "rmse")).isLessThan(.2);
        assertThat(fit.rows().stream()
                        .filter(row ->
                                row.kind() == Kind.TRAJECTORY && row.model().equals(model.name()))
                        .filter(row -> row.epoch() == (int) score(fit, model.name(), "start_epoch")))
                .isNotEmpty()
                .allMatch(row -> row.relativeError() < 1e-12);
        assertThat(fit.verdict().get(0)).contains(model.name() + " describes how collapse proceeds");
    }

    private static void clearlyBest(UfmFit fit, String model) {
        assertThat(fit.rows().stream()
                        .filter(row ->
                                row.kind() == Kind.SCORE && row.quantity().equals("rmse")))
                .hasSize(3);
        assertThat(fit.rows().stream()
                        .filter(row -> row.kind() == Kind.SCORE
                                && row.quantity().equals("rmse")
                                && !row.model().equals(model)))
                .allMatch(row -> row.observed() > 3 * score(fit, model, "rmse") + .1);
    }

    private static void depthFollowed(UfmFit fit, String model, String other) {
        assertThat(score(fit, model, "r2_nc1_ratio")).isGreaterThan(.95);
        assertThat(score(fit, other, "rmse_nc1_ratio")).isGreaterThan(3 * score(fit, model, "rmse_nc1_ratio"));
    }

    private static double score(UfmFit fit, String model, String quantity) {
        return last(fit, Kind.SCORE, model, quantity).observed();
    }

    private static FitRow last(UfmFit fit, Kind kind, String model, String quantity) {
        return fit.rows().stream()
                .filter(row -> row.kind() == kind
                        && row.model().equals(model)
                        && row.quantity().equals(quantity))
                .max(Comparator.comparingInt(FitRow::epoch))
                .orElseThrow();
    }

    /** The largest relative error among the predictions at the last epoch. */
    private static double worst(UfmFit fit, String model) {
        int epoch = last(fit, Kind.PREDICTION, model, "objective").epoch();
        return fit.rows().stream()
                .filter(row -> row.kind() == Kind.PREDICTION && row.model().equals(model) && row.epoch() == epoch)
                .mapToDouble(FitRow::relativeError)
                .max()
                .orElseThrow();
    }
}
