package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.ncollapse.ufm.fit.CapturedEpoch.LayerEvidence;
import org.ncollapse.ufm.fit.CapturedEpoch.Samples;

/** Which runs get no fit, which models are left out, and that the reason is said. */
class ScreeningTest {
    private static final List<String> ALL = List.of("plain", "extended-linear", "extended-relu");
    private static final List<Integer> BALANCED = List.of(10, 10, 10);

    @Test
    void aRunWithoutWeightDecayGetsNoFit() {
        refused(new RunFacts(BALANCED, false, false, 0, .01, .01, false), epochs(10, .9, 5), "no weight decay");
    }

    @Test
    void vanishedLogitsGetNoFit() {
        refused(facts(BALANCED, false, false), epochs(10, 1e-5, 5), "all features vanish");
        refused(facts(BALANCED, true, false), epochs(10, 1e-5, 5), "all features vanish");
        refused(facts(BALANCED, false, false), epochs(10, Double.NaN, 5), "not finite");
    }

    @Test
    void fewerThanEightEpochsPastZeroErrorGetNoFit() {
        refused(facts(BALANCED, false, false), epochs(7, .9, 5), "7 epochs past zero training error");
        assertThat(Screening.of(facts(BALANCED, false, false), epochs(8, .9, 5), ALL).candidates()).hasSize(3);
    }

    @Test
    void unequalClassesWithABiasOrCrossEntropyGetNoFit() {
        List<Integer> unequal = List.of(20, 10, 10);
        refused(facts(unequal, false, true), epochs(10, .9, 5), "a bias");
        refused(facts(unequal, true, false), epochs(10, .9, 5), "cross-entropy");
    }

    @Test
    void anEmptyClassAndASingleSampleGetNoFit() {
        refused(facts(List.of(10, 10, 0), false, false), epochs(10, .9, 5), "training samples");
        refused(facts(BALANCED, false, false), epochs(10, .9, 1), "fewer than two");
    }

    @Test
    void unequalClassesLeaveTheImbalancedModelAlone() {
        Screening screening = Screening.of(facts(List.of(20, 10, 10), false, false), epochs(10, .9, 5), ALL);
        assertThat(screening.candidates()).extracting(Candidate::name).containsExactly("imbalanced");
        assertThat(screening.reasons()).hasSize(2).allMatch(reason -> reason.contains("classes of equal size"));
    }

    @Test
    void classesOfUpToOnePointThreeGetBoth() {
        Screening screening = Screening.of(facts(List.of(13, 10, 10), false, false), epochs(10, .9, 5), List.of("plain"));
        assertThat(screening.candidates()).extracting(Candidate::name).containsExactly("plain", "imbalanced");
        assertThat(screening.reasons()).isEmpty();
        assertThat(Screening.of(facts(List.of(13, 10, 10), true, false), epochs(10, .9, 5), List.of("plain")).candidates())
                .extracting(Candidate::name).containsExactly("plain-cross-entropy");
    }

    @Test
    void onlyWhatIsAskedForIsFitted() {
        Screening screening = Screening.of(facts(BALANCED, false, false), epochs(10, .9, 5), List.of("extended-relu"));
        assertThat(screening.candidates()).extracting(Candidate::name).containsExactly("extended-relu");
        assertThat(screening.reasons()).isEmpty();
    }

    @Test
    void theExtendedModelsAreLeftOutForAReason() {
        extendedLeftOut(facts(BALANCED, false, true), epochs(10, .9, 5), "a bias in its head");
        extendedLeftOut(facts(BALANCED, true, false), epochs(10, .9, 5), "cross-entropy");
        extendedLeftOut(new RunFacts(BALANCED, false, false, .01, 0, .01, false), epochs(10, .9, 5), "hidden layer has no weight decay");
        extendedLeftOut(new RunFacts(BALANCED, false, false, .01, .01, .01, true), epochs(10, .9, 5), "batch normalisation");
        extendedLeftOut(facts(BALANCED, false, false), without(epochs(10, .9, 5), false), "no hidden fully connected layer");
        extendedLeftOut(facts(BALANCED, false, false), without(epochs(10, .9, 5), true), "'capture.taps'");
    }

    @Test
    void aWidthBelowTheClassesIsLeftOut() {
        List<CapturedEpoch> narrow = epochs(10, .9, 5, 2);
        Screening screening = Screening.of(facts(BALANCED, false, false), narrow, List.of("plain"));
        assertThat(screening.candidates()).isEmpty();
        assertThat(screening.reasons()).singleElement().asString().startsWith("plain is not fitted: ").contains("2");
    }

    private static void extendedLeftOut(RunFacts facts, List<CapturedEpoch> epochs, String reason) {
        Screening screening = Screening.of(facts, epochs, ALL);
        assertThat(screening.candidates()).singleElement().isInstanceOf(OneLayer.class);
        assertThat(screening.reasons()).hasSize(2).allMatch(text -> text.contains(reason));
    }

    private static void refused(RunFacts facts, List<CapturedEpoch> epochs, String reason) {
        Fit fit = Fits.of(facts, epochs, ALL, doing -> { });
        assertThat(fit.rows()).isEmpty();
        assertThat(fit.verdict()).singleElement().asString().startsWith("There is no fit: ").contains(reason);
    }

    private static RunFacts facts(List<Integer> counts, boolean crossEntropy, boolean bias) {
        return new RunFacts(counts, crossEntropy, bias, .01, .01, .01, false);
    }

    private static List<CapturedEpoch> epochs(int terminal, double logit, int perClass) {
        return epochs(terminal, logit, perClass, 4);
    }

    /** Two epochs before zero error and some after, of three classes whose mean logits are logit·I. */
    private static List<CapturedEpoch> epochs(int terminal, double logit, int perClass, int width) {
        DMatrixRMaj frame = CommonOps_DDRM.identity(3);
        DMatrixRMaj logits = new DMatrixRMaj(3, 3);
        CommonOps_DDRM.scale(logit, frame, logits);
        LayerEvidence layer = new LayerEvidence(frame, .01);
        int[] counts = {perClass, perClass, perClass};
        DMatrixRMaj features = new DMatrixRMaj(3 * perClass, width);
        Samples samples = new Samples(counts, features, features, new DMatrixRMaj(3, width), new double[3], CommonOps_DDRM.identity(width), null);
        return IntStream.rangeClosed(1, terminal + 2).mapToObj(epoch ->
                new CapturedEpoch(epoch, epoch, epoch > 2, .1, layer, layer, frame, logits, samples)).toList();
    }

    private static List<CapturedEpoch> without(List<CapturedEpoch> epochs, boolean weights) {
        return epochs.stream().map(epoch -> {
            Samples all = epoch.samples();
            Samples fewer = new Samples(all.counts(), all.penultimate(), null, all.weights(), all.bias(), weights ? all.hiddenWeights() : null, null);
            return new CapturedEpoch(epoch.epoch(), epoch.time(), epoch.terminal(), epoch.loss(), epoch.penultimate(), null, epoch.headGram(),
                    epoch.logits(), fewer);
        }).toList();
    }
}
