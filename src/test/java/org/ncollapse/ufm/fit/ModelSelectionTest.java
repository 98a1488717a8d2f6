package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.ncollapse.ufm.fit.CapturedEpoch.FrameDistances;
import org.ncollapse.ufm.fit.CapturedEpoch.LastLayerWeights;
import org.ncollapse.ufm.fit.CapturedEpoch.LayerStatistics;

/** Which runs get no fit, which models are left out, and that the reason is said. */
class ModelSelectionTest {
    private static final List<String> ALL = List.of("plain", "extended-linear", "extended-relu");
    private static final List<Integer> BALANCED = List.of(10, 10, 10);

    @Test
    void aRunWithoutWeightDecayGetsNoFit() {
        refused(evidence(new RunSettings(BALANCED, false, false, 0, .01, .01, false), 10, .9, 5), "no weight decay");
    }

    @Test
    void vanishedLogitsGetNoFit() {
        refused(evidence(facts(BALANCED, false, false), 10, 1e-5, 5), "the minimizer is zero");
        refused(evidence(facts(BALANCED, true, false), 10, 1e-5, 5), "the minimizer is zero");
        refused(evidence(facts(BALANCED, false, false), 10, Double.NaN, 5), "not finite");
    }

    @Test
    void fewerThanEightEpochsPastZeroErrorGetNoFit() {
        refused(evidence(facts(BALANCED, false, false), 7, .9, 5), "7 epochs with zero training error");
        assertThat(ModelSelection.select(evidence(facts(BALANCED, false, false), 8, .9, 5), ALL)
                        .candidates())
                .hasSize(3);
    }

    @Test
    void unequalClassesWithABiasOrCrossEntropyGetNoFit() {
        List<Integer> unequal = List.of(20, 10, 10);
        refused(evidence(facts(unequal, false, true), 10, .9, 5), "a bias");
        refused(evidence(facts(unequal, true, false), 10, .9, 5), "cross-entropy");
    }

    @Test
    void anEmptyClassAndASingleSampleGetNoFit() {
        refused(evidence(facts(List.of(10, 10, 0), false, false), 10, .9, 5), "training samples");
        refused(evidence(facts(BALANCED, false, false), 10, .9, 1), "fewer than two");
    }

    @Test
    void unequalClassesLeaveTheImbalancedModelAlone() {
        ModelSelection screening =
                ModelSelection.select(evidence(facts(List.of(20, 10, 10), false, false), 10, .9, 5), ALL);
        assertThat(screening.candidates()).extracting(CandidateModel::modelName).containsExactly("imbalanced");
        assertThat(screening.reasons()).hasSize(2).allMatch(reason -> reason.contains("classes of equal size"));
    }

    @Test
    void classesOfUpToOnePointThreeGetBoth() {
        ModelSelection screening =
                ModelSelection.select(evidence(facts(List.of(13, 10, 10), false, false), 10, .9, 5), List.of("plain"));
        assertThat(screening.candidates()).extracting(CandidateModel::modelName).containsExactly("plain", "imbalanced");
        assertThat(screening.reasons()).isEmpty();
        assertThat(ModelSelection.select(evidence(facts(List.of(13, 10, 10), true, false), 10, .9, 5), List.of("plain"))
                        .candidates())
                .extracting(CandidateModel::modelName)
                .containsExactly("plain-cross-entropy");
    }

    @Test
    void onlyWhatIsAskedForIsFitted() {
        ModelSelection screening =
                ModelSelection.select(evidence(facts(BALANCED, false, false), 10, .9, 5), List.of("extended-relu"));
        assertThat(screening.candidates()).extracting(CandidateModel::modelName).containsExactly("extended-relu");
        assertThat(screening.reasons()).isEmpty();
    }

    @Test
    void theExtendedModelsAreLeftOutForAReason() {
        extendedLeftOut(evidence(facts(BALANCED, false, true), 10, .9, 5), "a bias in its head");
        extendedLeftOut(evidence(facts(BALANCED, true, false), 10, .9, 5), "cross-entropy");
        extendedLeftOut(
                evidence(new RunSettings(BALANCED, false, false, .01, 0, .01, false), 10, .9, 5),
                "hidden layer has no weight decay");
        extendedLeftOut(
                evidence(new RunSettings(BALANCED, false, false, .01, .01, .01, true), 10, .9, 5),
                "batch normalization");
        extendedLeftOut(
                without(evidence(facts(BALANCED, false, false), 10, .9, 5), false), "no hidden fully connected layer");
        extendedLeftOut(without(evidence(facts(BALANCED, false, false), 10, .9, 5), true), "'capture.taps'");
    }

    @Test
    void aWidthBelowTheClassesIsLeftOut() {
        ModelSelection screening =
                ModelSelection.select(evidence(facts(BALANCED, false, false), 10, .9, 5, 2), List.of("plain"));
        assertThat(screening.candidates()).isEmpty();
        assertThat(screening.reasons())
                .singleElement()
                .asString()
                .startsWith("plain is not fitted: ")
                .contains("2");
    }

    private static void extendedLeftOut(FitInput evidence, String reason) {
        ModelSelection screening = ModelSelection.select(evidence, ALL);
        assertThat(screening.candidates()).singleElement().isInstanceOf(OneLayerCandidate.class);
        assertThat(screening.reasons()).hasSize(2).allMatch(text -> text.contains(reason));
    }

    private static void refused(FitInput evidence, String reason) {
        UfmFit fit = UfmFitter.fit(evidence, ALL, doing -> {});
        assertThat(fit.rows()).isEmpty();
        assertThat(fit.verdict())
                .singleElement()
                .asString()
                .startsWith("No model was fitted: ")
                .contains(reason);
    }

    private static RunSettings facts(List<Integer> counts, boolean crossEntropy, boolean bias) {
        return new RunSettings(counts, crossEntropy, bias, .01, .01, .01, false);
    }

    private static FitInput evidence(RunSettings facts, int terminal, double logit, int samplesPerClass) {
        return evidence(facts, terminal, logit, samplesPerClass, 4);
    }

    /** Two epochs before zero error and some after, of three classes whose mean logits are logit·I. */
    private static FitInput evidence(RunSettings facts, int terminal, double logit, int samplesPerClass, int width) {
        DMatrixRMaj frame = CommonOps_DDRM.identity(3);
        DMatrixRMaj logits = new DMatrixRMaj(3, 3);
        CommonOps_DDRM.scale(logit, frame, logits);
        LayerStatistics layer = new LayerStatistics(frame, .01, .1);
        LastLayerWeights weights = new LastLayerWeights(new double[3], width, 0);
        DMatrixRMaj features = new DMatrixRMaj(3 * samplesPerClass, width);
        DMatrixRMaj means = new DMatrixRMaj(3, width);
        return new FitInput(
                facts,
                IntStream.rangeClosed(1, terminal + 2)
                        .mapToObj(epoch -> new CapturedEpoch(
                                epoch,
                                epoch,
                                epoch > 2,
                                .1,
                                layer,
                                layer,
                                new FrameDistances(.1, .1, .1, .1),
                                frame,
                                logits,
                                weights))
                        .toList(),
                new StartSamples(
                        new int[] {samplesPerClass, samplesPerClass, samplesPerClass},
                        features,
                        features,
                        means,
                        means,
                        new DMatrixRMaj(3, width),
                        new double[3],
                        CommonOps_DDRM.identity(width)),
                new double[3]);
    }

    private static FitInput without(FitInput evidence, boolean weights) {
        StartSamples all = evidence.startSamples();
        return new FitInput(
                evidence.settings(),
                evidence.epochs().stream()
                        .map(epoch -> new CapturedEpoch(
                                epoch.epoch(),
                                epoch.learningRateSum(),
                                epoch.inTerminalPhase(),
                                epoch.loss(),
                                epoch.penultimate(),
                                null,
                                epoch.distances(),
                                epoch.headGram(),
                                epoch.logits(),
                                epoch.weights()))
                        .toList(),
                new StartSamples(
                        all.classCounts(),
                        all.penultimate(),
                        null,
                        all.penultimateMeans(),
                        null,
                        all.headWeights(),
                        all.headBias(),
                        weights ? all.hiddenWeights() : null),
                null);
    }
}
