package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.ufm.DeepModel;
import org.ncollapse.ufm.ImbalancedModel;
import org.ncollapse.ufm.PlainCrossEntropyModel;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.fit.CapturedEpoch.HeadStatistics;
import org.ncollapse.ufm.fit.CapturedEpoch.HiddenLayerStatistics;
import org.ncollapse.ufm.fit.CapturedEpoch.LayerStatistics;
import org.ncollapse.ufm.fit.FitRow.Kind;

/** At the minimizer of a closed form both estimates give the model's strength. */
class RegularizationStrengthTest {
    @Test
    void bothEstimatesRecoverCOfThePlainModel() {
        // c = K√(nλ_Wλ_H) = 4√(50 · .005²)
        assertStrength(new PlainMseModel(4, 50, 20, .005, .005), false, .141421356, 1);
        assertStrength(new PlainMseModel(4, 50, 20, .01, .001), false, .089442719, 1);
    }

    @Test
    void biasDoesNotChangeTheEstimates() {
        assertStrength(new PlainMseModel(4, 50, 20, .005, .005, .5), false, .141421356, 1);
        assertStrength(new PlainMseModel(4, 50, 20, .005, .005, 0), false, .141421356, 1);
    }

    @Test
    void bothEstimatesRecoverSOfCrossEntropy() {
        // s = √(nλ_Wλ_H) = √(50 · .001 · .002)
        assertStrength(new PlainCrossEntropyModel(4, 50, 20, .001, .002), false, .01, .25);
    }

    @Test
    void bothEstimatesRecoverCOfUnequalClasses() {
        // K√(N/K λ_Wλ_H) = 4 · √26 · .02, and the class of 60 becomes zero last, at √(60/26)
        assertStrength(
                new ImbalancedModel(List.of(60, 30, 10, 4), 20, .02, .02),
                true,
                .08 * Math.sqrt(26),
                Math.sqrt(60 / 26.0));
    }

    @Test
    void bothEstimatesRecoverLambdaBarOfTheExtendedModels() {
        // λ̄ = (.002 · .001 · .0005)^(1/3) = .001; the critical strength for three factors is √½^(2/3) … = (1/2)^(1/3)
        // n^(2/3)/(2N)
        double critical = Math.cbrt(.5) * Math.pow(50, 2 / 3.0) / 400;
        assertStrength(new DeepModel(4, 50, List.of(20, 30), List.of(.002, .001, .0005), false), false, .001, critical);
        assertStrength(new DeepModel(4, 50, List.of(20, 30), List.of(.002, .001, .0005), true), false, .001, critical);
    }

    @Test
    void aCommonIsTheValueThatTheShrinkageImplies() {
        UfmModel model = new PlainMseModel(4, 50, 20, .005, .005, .5);
        FitRowBuilder rows = new FitRowBuilder(UfmModelName.PLAIN);
        new OneLayerCandidate(GradientDescentFitInput.settings(model), 20, false).addEstimates(minimizer(model), rows);
        assertThat(rows.rows()).singleElement().satisfies(row -> {
            assertThat(row.quantity()).isEqualTo("a_common");
            assertThat(row.observed()).isCloseTo(.575735931, within(1e-9));
            assertThat(row.predicted()).isCloseTo(.575735931, within(1e-9));
        });
    }

    @Test
    void weightBalanceIncludesTheHiddenBias() {
        HiddenBiasNetwork network = HiddenBiasNetwork.train(.01, .02, .03, 4);
        RunSettings settings = new RunSettings(
                List.of(4, 4), false, false, .01, .02, .03, false, OptimizerSpec.Kind.SGD, FeatureDecay.NONE);
        FitRowBuilder rows = new FitRowBuilder(UfmModelName.EXTENDED_RELU);
        new TwoLayerCandidate(settings, network.weights().numCols, network.hiddenWeights().numCols, true, null)
                .addEstimates(network.epoch(), rows);
        assertThat(rows.rows()).singleElement().satisfies(row -> {
            assertThat(row.kind()).isEqualTo(Kind.ESTIMATE);
            assertThat(row.quantity()).isEqualTo("weight_balance");
            assertThat(row.observed()).isCloseTo(1, within(1e-3));
        });
        // The bias contributes a considerable part.
        assertThat(network.biasFraction()).isGreaterThan(.1);
    }

    private static void assertStrength(UfmModel model, boolean imbalanced, double strength, double critical) {
        RunSettings settings = GradientDescentFitInput.settings(model);
        CandidateModel candidate = model instanceof DeepModel deep
                ? new TwoLayerCandidate(
                        settings, model.widths().get(0), model.widths().get(1), deep.relu(), null)
                : new OneLayerCandidate(settings, model.widths().get(0), imbalanced);
        CapturedEpoch epoch = minimizer(model);
        double lambdaH = model.lambdas().get(model.lambdas().size() - 1);
        assertThat(candidate.lambdaH(epoch)).isCloseTo(lambdaH, within(1e-9 * lambdaH));
        RegularizationStrength estimate = candidate.strength(epoch);
        assertThat(estimate.byBalance()).isCloseTo(strength, within(1e-8 * strength));
        assertThat(estimate.byShrinkage()).isCloseTo(strength, within(1e-8 * strength));
        assertThat(estimate.critical()).isCloseTo(critical, within(1e-9 * critical));
        assertThat(estimate.residual()).isCloseTo(0, within(1e-9));
    }

    /** The closed form as a captured epoch without within-class variability. */
    private static CapturedEpoch minimizer(UfmModel model) {
        Prediction prediction = model.predict();
        boolean deep = model instanceof DeepModel;
        List<LayerStatistics> layers = prediction.layers().stream()
                .map(layer -> new LayerStatistics(
                        layer.gram() == null ? CommonOps_DDRM.diag(layer.squaredMeanNorms()) : layer.gram(), 0, 0))
                .toList();
        double[] bias =
                model.hasBias() ? prediction.bias() == null ? new double[model.classes()] : prediction.bias() : null;
        return new CapturedEpoch(
                100,
                1,
                true,
                0,
                layers.get(0),
                null,
                new HeadStatistics(prediction.headGram(), prediction.logits(), bias),
                deep
                        ? Optional.of(new HiddenLayerStatistics(
                                layers.get(1), prediction.factors().get(1).squaredNorm(), 0))
                        : Optional.empty());
    }
}
