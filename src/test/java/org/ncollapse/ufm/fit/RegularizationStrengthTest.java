package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.ncollapse.ufm.DeepModel;
import org.ncollapse.ufm.ImbalancedModel;
import org.ncollapse.ufm.PlainCrossEntropyModel;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.fit.CapturedEpoch.LastLayerWeights;
import org.ncollapse.ufm.fit.CapturedEpoch.LayerStatistics;
import org.ncollapse.ufm.fit.FitRow.Kind;

/** At a closed form's own minimiser both estimates must give the strength that it was made with. */
class RegularizationStrengthTest {
    private static final double NONE = Double.POSITIVE_INFINITY;

    @Test
    void thePlainModelsCIsFoundTwice() {
        // c = K√(nλ_Wλ_H) = 4√(50 · .005²)
        assertStrength(new PlainMseModel(4, 50, 20, .005, .005, NONE), false, .141421356, 1);
        assertStrength(new PlainMseModel(4, 50, 20, .01, .001, NONE), false, .089442719, 1);
    }

    @Test
    void aBiasChangesNeitherEstimate() {
        assertStrength(new PlainMseModel(4, 50, 20, .005, .005, .5), false, .141421356, 1);
        assertStrength(new PlainMseModel(4, 50, 20, .005, .005, 0), false, .141421356, 1);
    }

    @Test
    void crossEntropysSIsFoundTwice() {
        // s = √(nλ_Wλ_H) = √(50 · .001 · .002)
        assertStrength(new PlainCrossEntropyModel(4, 50, 20, .001, .002, NONE), false, .01, .25);
    }

    @Test
    void unequalClassesHaveOneCToo() {
        // K√(N/K λ_Wλ_H) = 4 · √26 · .02, and the class of 60 vanishes last, at √(60/26)
        assertStrength(
                new ImbalancedModel(List.of(60, 30, 10, 4), 20, .02, .02),
                true,
                .08 * Math.sqrt(26),
                Math.sqrt(60 / 26.0));
    }

    @Test
    void theExtendedModelsLambdaBarIsFoundTwice() {
        // λ̄ = (.002 · .001 · .0005)^(1/3) = .001; the jump for three factors is √½^(2/3) … = (1/2)^(1/3) n^(2/3)/(2N)
        double jump = Math.cbrt(.5) * Math.pow(50, 2 / 3.0) / 400;
        assertStrength(new DeepModel(4, 50, List.of(20, 30), List.of(.002, .001, .0005), false), false, .001, jump);
        assertStrength(new DeepModel(4, 50, List.of(20, 30), List.of(.002, .001, .0005), true), false, .001, jump);
    }

    @Test
    void theMeanLogitIsTheOneThatTheShrinkageImplies() {
        UfmModel model = new PlainMseModel(4, 50, 20, .005, .005, .5);
        FitRowBuilder ledger = new FitRowBuilder("plain");
        new OneLayerCandidate(GradientDescentFitInput.settings(model), 20, false)
                .addEstimates(minimiser(model), ledger);
        assertThat(ledger.rows()).singleElement().satisfies(row -> {
            assertThat(row.quantity()).isEqualTo("a_common");
            assertThat(row.observed()).isCloseTo(.575735931, within(1e-9));
            assertThat(row.predicted()).isCloseTo(.575735931, within(1e-9));
        });
    }

    @Test
    void aHiddenLayersBiasBelongsToItsSideOfTheBalance() {
        HiddenBiasNetwork network = HiddenBiasNetwork.train(.01, .02, .03, 4);
        RunSettings facts = new RunSettings(List.of(4, 4), false, false, .01, .02, .03, false);
        FitRowBuilder ledger = new FitRowBuilder("extended-relu");
        new TwoLayerCandidate(facts, network.weights().numCols, network.hiddenWeights().numCols, true, null)
                .addEstimates(network.epoch(), ledger);
        assertThat(ledger.rows()).singleElement().satisfies(row -> {
            assertThat(row.kind()).isEqualTo(Kind.ESTIMATE);
            assertThat(row.quantity()).isEqualTo("weight_balance");
            assertThat(row.observed()).isCloseTo(1, within(1e-3));
        });
        // The bias carries a share that would be missed.
        assertThat(network.biasFraction()).isGreaterThan(.1);
    }

    private static void assertStrength(UfmModel model, boolean imbalanced, double strength, double critical) {
        RunSettings facts = GradientDescentFitInput.settings(model);
        CandidateModel candidate = model instanceof DeepModel deep
                ? new TwoLayerCandidate(
                        facts, model.widths().get(0), model.widths().get(1), deep.relu(), null)
                : new OneLayerCandidate(facts, model.widths().get(0), imbalanced);
        CapturedEpoch epoch = minimiser(model);
        double decay = model.lambdas().get(model.lambdas().size() - 1);
        assertThat(candidate.lambdaH(epoch)).isCloseTo(decay, within(1e-9 * decay));
        RegularizationStrength found = candidate.strength(epoch);
        assertThat(found.byBalance()).isCloseTo(strength, within(1e-8 * strength));
        assertThat(found.byShrinkage()).isCloseTo(strength, within(1e-8 * strength));
        assertThat(found.critical()).isCloseTo(critical, within(1e-9 * critical));
        assertThat(found.residual()).isCloseTo(0, within(1e-9));
    }

    /** The closed form as if a run had arrived there: no spread within the classes. */
    private static CapturedEpoch minimiser(UfmModel model) {
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
                deep ? layers.get(1) : null,
                null,
                prediction.headGram(),
                prediction.logits(),
                new LastLayerWeights(bias, deep ? prediction.factors().get(1).squaredNorm() : 0, 0));
    }
}
