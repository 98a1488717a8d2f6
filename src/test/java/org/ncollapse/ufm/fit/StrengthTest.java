package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.ncollapse.ufm.Deep;
import org.ncollapse.ufm.Imbalanced;
import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.PlainCrossEntropy;
import org.ncollapse.ufm.PlainMse;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.fit.CapturedEpoch.LastWeights;
import org.ncollapse.ufm.fit.CapturedEpoch.LayerEvidence;
import org.ncollapse.ufm.fit.FitRow.Kind;

/** At a closed form's own minimiser both estimates must give the strength that it was made with. */
class StrengthTest {
    private static final double NONE = Double.POSITIVE_INFINITY;

    @Test
    void thePlainModelsCIsFoundTwice() {
        // c = K√(nλ_Wλ_H) = 4√(50 · .005²)
        assertStrength(new PlainMse(4, 50, 20, .005, .005, NONE), false, .141421356, 1);
        assertStrength(new PlainMse(4, 50, 20, .01, .001, NONE), false, .089442719, 1);
    }

    @Test
    void aBiasChangesNeitherEstimate() {
        assertStrength(new PlainMse(4, 50, 20, .005, .005, .5), false, .141421356, 1);
        assertStrength(new PlainMse(4, 50, 20, .005, .005, 0), false, .141421356, 1);
    }

    @Test
    void crossEntropysSIsFoundTwice() {
        // s = √(nλ_Wλ_H) = √(50 · .001 · .002)
        assertStrength(new PlainCrossEntropy(4, 50, 20, .001, .002, NONE), false, .01, .25);
    }

    @Test
    void unequalClassesHaveOneCToo() {
        // K√(N/K λ_Wλ_H) = 4 · √26 · .02, and the class of 60 vanishes last, at √(60/26)
        assertStrength(
                new Imbalanced(List.of(60, 30, 10, 4), 20, .02, .02), true, .08 * Math.sqrt(26), Math.sqrt(60 / 26.0));
    }

    @Test
    void theExtendedModelsLambdaBarIsFoundTwice() {
        // λ̄ = (.002 · .001 · .0005)^(1/3) = .001; the jump for three factors is √½^(2/3) … = (1/2)^(1/3) n^(2/3)/(2N)
        double jump = Math.cbrt(.5) * Math.pow(50, 2 / 3.0) / 400;
        assertStrength(new Deep(4, 50, List.of(20, 30), List.of(.002, .001, .0005), false), false, .001, jump);
        assertStrength(new Deep(4, 50, List.of(20, 30), List.of(.002, .001, .0005), true), false, .001, jump);
    }

    @Test
    void theMeanLogitIsTheOneThatTheShrinkageImplies() {
        Model model = new PlainMse(4, 50, 20, .005, .005, .5);
        Ledger ledger = new Ledger("plain");
        new OneLayer(DescentEvidence.facts(model), 20, false).checks(minimiser(model), ledger);
        assertThat(ledger.rows()).singleElement().satisfies(row -> {
            assertThat(row.quantity()).isEqualTo("a_u");
            assertThat(row.observed()).isCloseTo(.575735931, within(1e-9));
            assertThat(row.predicted()).isCloseTo(.575735931, within(1e-9));
        });
    }

    @Test
    void aHiddenLayersBiasBelongsToItsSideOfTheBalance() {
        TrainedHiddenBias network = TrainedHiddenBias.train(.01, .02, .03, 4);
        RunFacts facts = new RunFacts(List.of(4, 4), false, false, .01, .02, .03, false);
        Ledger ledger = new Ledger("extended-relu");
        new TwoLayers(facts, network.weights().numCols, network.hiddenWeights().numCols, true, null)
                .checks(network.epoch(), ledger);
        assertThat(ledger.rows()).singleElement().satisfies(row -> {
            assertThat(row.kind()).isEqualTo(Kind.ESTIMATE);
            assertThat(row.quantity()).isEqualTo("balance_ratio");
            assertThat(row.observed()).isCloseTo(1, within(1e-3));
        });
        // The bias carries a share that would be missed.
        assertThat(network.biasShare()).isGreaterThan(.1);
    }

    private static void assertStrength(Model model, boolean imbalanced, double strength, double critical) {
        RunFacts facts = DescentEvidence.facts(model);
        Candidate candidate = model instanceof Deep deep
                ? new TwoLayers(facts, model.widths().get(0), model.widths().get(1), deep.relu(), null)
                : new OneLayer(facts, model.widths().get(0), imbalanced);
        CapturedEpoch epoch = minimiser(model);
        double decay = model.decays().get(model.decays().size() - 1);
        assertThat(candidate.featureDecay(epoch)).isCloseTo(decay, within(1e-9 * decay));
        Strength found = candidate.strength(epoch);
        assertThat(found.balance()).isCloseTo(strength, within(1e-8 * strength));
        assertThat(found.shrinkage()).isCloseTo(strength, within(1e-8 * strength));
        assertThat(found.critical()).isCloseTo(critical, within(1e-9 * critical));
        assertThat(found.residual()).isCloseTo(0, within(1e-9));
    }

    /** The closed form as if a run had arrived there: no spread within the classes. */
    private static CapturedEpoch minimiser(Model model) {
        Prediction prediction = model.predict();
        boolean deep = model instanceof Deep;
        List<LayerEvidence> layers = prediction.layers().stream()
                .map(layer -> new LayerEvidence(
                        layer.gram() == null ? CommonOps_DDRM.diag(layer.squaredNorms()) : layer.gram(), 0, 0))
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
                new LastWeights(bias, deep ? prediction.factors().get(1).squaredNorm() : 0, 0));
    }
}
