package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.ufm.fit.CapturedEpoch.FrameDistances;
import org.ncollapse.ufm.fit.CapturedEpoch.HeadStatistics;
import org.ncollapse.ufm.fit.CapturedEpoch.HiddenLayerStatistics;
import org.ncollapse.ufm.fit.CapturedEpoch.LayerStatistics;
import org.ncollapse.ufm.fit.InitialSamples.HiddenLayer;

/** Runs and models that cannot be fitted are left out with the reason. */
class ModelSelectionTest {
    private static final List<UfmModelName> ALL = Experiment.UFM_MODELS;
    private static final List<Integer> BALANCED = List.of(10, 10, 10);

    @Test
    void rejectsRunWithoutWeightDecay() {
        assertRejected(
                input(
                        new RunSettings(
                                BALANCED, false, false, 0, .01, .01, false, OptimizerSpec.Kind.SGD, FeatureDecay.NONE),
                        10,
                        .9,
                        5),
                "no weight decay");
    }

    @Test
    void rejectsBatchNormalization() {
        FitInput unknownPenalty = input(batchNorm(FeatureDecay.NONE), 10, .9, 5);
        assertThat(ModelSelection.select(unknownPenalty, ALL).candidates()).isEmpty();
        assertThat(ModelSelection.select(unknownPenalty, ALL).reasons())
                .singleElement()
                .asString()
                .startsWith("No model is fitted to this network, as expected: it has batch normalization");
        // With a known penalty the end of training is compared, without trajectories.
        RunSettings known = batchNorm(new FeatureDecay(.001, 0.0));
        assertThat(ModelSelection.select(input(known, 10, .9, 5), ALL).candidates())
                .extracting(CandidateModel::kind)
                .containsExactly(UfmModelName.PLAIN);
        assertThat(known.trajectoryProblem())
                .hasValueSatisfying(text -> assertThat(text).contains("batch normalization"));
    }

    private static RunSettings batchNorm(FeatureDecay featureDecay) {
        return new RunSettings(BALANCED, false, false, .01, .01, .01, true, OptimizerSpec.Kind.SGD, featureDecay);
    }

    @Test
    void decoupledWeightDecayIsNoPenalty() {
        assertRejected(
                input(
                        new RunSettings(
                                BALANCED,
                                false,
                                false,
                                .01,
                                .01,
                                .01,
                                false,
                                OptimizerSpec.Kind.ADAMW,
                                FeatureDecay.NONE),
                        10,
                        .9,
                        5),
                "adamw is decoupled");
    }

    @Test
    void rejectsEqualOrNonFiniteLogits() {
        assertRejected(input(settings(BALANCED, false, false), 10, 1e-5, 5), "the minimizer is zero");
        assertRejected(input(settings(BALANCED, true, false), 10, 1e-5, 5), "the minimizer is zero");
        assertRejected(input(settings(BALANCED, false, false), 10, Double.NaN, 5), "not finite");
    }

    @Test
    void fewerThanEightEpochsWithZeroErrorHaveNoTrajectories() {
        FitInput seven = input(settings(BALANCED, false, false), 7, .9, 5);
        assertThat(ModelSelection.select(seven, ALL).candidates()).hasSize(3);
        assertThat(seven.trajectoryProblem())
                .hasValueSatisfying(problem -> assertThat(problem.reason()).endsWith("and 7 were captured"));
        FitInput eight = input(settings(BALANCED, false, false), 8, .9, 5);
        assertThat(ModelSelection.select(eight, ALL).candidates()).hasSize(3);
        assertThat(eight.trajectoryProblem()).isEmpty();
    }

    @Test
    void lastEpochIsComparedIfNoneHasZeroError() {
        UfmFit fit = UfmFitter.fit(
                input(settings(BALANCED, false, false), 0, .9, 5), List.of(UfmModelName.PLAIN), progress -> {});
        assertThat(fit.rows().stream().filter(row -> row.kind() == FitRow.Kind.PREDICTION))
                .isNotEmpty()
                .allMatch(row -> row.epoch().orElseThrow() == 2);
        assertThat(fit.verdict().get(1)).startsWith("The training error was not zero at any captured epoch");
    }

    @Test
    void rejectsUnequalClassesWithBiasOrCrossEntropy() {
        List<Integer> unequal = List.of(20, 10, 10);
        assertRejected(input(settings(unequal, false, true), 10, .9, 5), "a bias");
        assertRejected(input(settings(unequal, true, false), 10, .9, 5), "cross-entropy");
    }

    @Test
    void rejectsEmptyClassAndSingleSample() {
        assertRejected(input(settings(List.of(10, 10, 0), false, false), 10, .9, 5), "training samples");
        assertRejected(input(settings(List.of(1, 1, 1), false, false), 10, .9, 1), "fewer than two");
    }

    @Test
    void unequalClassesSelectOnlyTheImbalancedModel() {
        ModelSelection selection =
                ModelSelection.select(input(settings(List.of(20, 10, 10), false, false), 10, .9, 5), ALL);
        assertThat(selection.candidates()).extracting(CandidateModel::kind).containsExactly(UfmModelName.IMBALANCED);
        assertThat(selection.reasons()).hasSize(2).allMatch(reason -> reason.contains("classes of equal size"));
    }

    @Test
    void nearlyEqualClassesSelectPlainAndImbalanced() {
        ModelSelection selection = ModelSelection.select(
                input(settings(List.of(13, 10, 10), false, false), 10, .9, 5), List.of(UfmModelName.PLAIN));
        assertThat(selection.candidates())
                .extracting(CandidateModel::kind)
                .containsExactly(UfmModelName.PLAIN, UfmModelName.IMBALANCED);
        assertThat(selection.reasons()).isEmpty();
        assertThat(ModelSelection.select(
                                input(settings(List.of(13, 10, 10), true, false), 10, .9, 5),
                                List.of(UfmModelName.PLAIN))
                        .candidates())
                .extracting(CandidateModel::kind)
                .containsExactly(UfmModelName.PLAIN_CROSS_ENTROPY);
    }

    @Test
    void selectsOnlyRequestedModels() {
        ModelSelection selection = ModelSelection.select(
                input(settings(BALANCED, false, false), 10, .9, 5), List.of(UfmModelName.EXTENDED_RELU));
        assertThat(selection.candidates()).extracting(CandidateModel::kind).containsExactly(UfmModelName.EXTENDED_RELU);
        assertThat(selection.reasons()).isEmpty();
    }

    @Test
    void extendedModelsAreLeftOutWithTheReason() {
        assertExtendedLeftOut(input(settings(BALANCED, false, true), 10, .9, 5), "a bias in its head");
        assertExtendedLeftOut(input(settings(BALANCED, true, false), 10, .9, 5), "cross-entropy");
        assertExtendedLeftOut(
                input(
                        new RunSettings(
                                BALANCED, false, false, .01, 0, .01, false, OptimizerSpec.Kind.SGD, FeatureDecay.NONE),
                        10,
                        .9,
                        5),
                "hidden layer has no weight decay");
        assertExtendedLeftOut(
                withoutPrevious(input(settings(BALANCED, false, false), 10, .9, 5), false),
                "no hidden fully connected layer");
        assertExtendedLeftOut(
                withoutPrevious(input(settings(BALANCED, false, false), 10, .9, 5), true), "'capture.taps'");
    }

    @Test
    void tooNarrowModelIsLeftOut() {
        ModelSelection selection = ModelSelection.select(
                input(settings(BALANCED, false, false), 10, .9, 5, 2), List.of(UfmModelName.PLAIN));
        assertThat(selection.candidates()).isEmpty();
        assertThat(selection.reasons())
                .singleElement()
                .asString()
                .startsWith("plain is not fitted: ")
                .contains("2");
    }

    private static void assertExtendedLeftOut(FitInput input, String reason) {
        ModelSelection selection = ModelSelection.select(input, ALL);
        assertThat(selection.candidates()).singleElement().isInstanceOf(OneLayerCandidate.class);
        assertThat(selection.reasons()).hasSize(2).allMatch(text -> text.contains(reason));
    }

    private static void assertRejected(FitInput input, String reason) {
        UfmFit fit = UfmFitter.fit(input, ALL, progress -> {});
        assertThat(fit.rows()).isEmpty();
        assertThat(fit.verdict())
                .singleElement()
                .asString()
                .startsWith("No model was fitted: ")
                .contains(reason);
    }

    private static RunSettings settings(List<Integer> counts, boolean crossEntropy, boolean bias) {
        return new RunSettings(
                counts, crossEntropy, bias, .01, .01, .01, false, OptimizerSpec.Kind.SGD, FeatureDecay.NONE);
    }

    private static FitInput input(RunSettings settings, int terminalEpochs, double logit, int samplesPerClass) {
        return input(settings, terminalEpochs, logit, samplesPerClass, 4);
    }

    /**
     * Two epochs before the zero-error epoch and {@code terminalEpochs} from it on; three classes, mean logits logit·I.
     */
    private static FitInput input(
            RunSettings settings, int terminalEpochs, double logit, int samplesPerClass, int width) {
        DMatrixRMaj frame = CommonOps_DDRM.identity(3);
        DMatrixRMaj logits = new DMatrixRMaj(3, 3);
        CommonOps_DDRM.scale(logit, frame, logits);
        LayerStatistics layer = new LayerStatistics(frame, .01, .1);
        DMatrixRMaj features = new DMatrixRMaj(3 * samplesPerClass, width);
        DMatrixRMaj means = new DMatrixRMaj(3, width);
        return new FitInput(
                settings,
                false,
                IntStream.rangeClosed(1, terminalEpochs + 2)
                        .mapToObj(epoch -> new CapturedEpoch(
                                epoch,
                                epoch,
                                epoch > 2,
                                .1,
                                layer,
                                new FrameDistances(.1, .1),
                                new HeadStatistics(frame, logits, new double[3]),
                                Optional.of(new HiddenLayerStatistics(layer, width, 0))))
                        .toList(),
                List.of(width, width),
                new InitialSamples(
                        new int[] {samplesPerClass, samplesPerClass, samplesPerClass},
                        features,
                        means,
                        new DMatrixRMaj(3, width),
                        new double[3],
                        Optional.of(new HiddenLayer(features, means, CommonOps_DDRM.identity(width)))),
                Optional.of(new double[3]));
    }

    private static FitInput withoutPrevious(FitInput input, boolean hiddenLayer) {
        InitialSamples all = input.initialSamples();
        return new FitInput(
                input.settings(),
                false,
                input.epochs().stream()
                        .map(epoch -> new CapturedEpoch(
                                epoch.epoch(),
                                epoch.time(),
                                epoch.inTerminalPhase(),
                                epoch.loss(),
                                epoch.penultimate(),
                                epoch.distances(),
                                epoch.head(),
                                Optional.empty()))
                        .toList(),
                hiddenLayer ? input.widths() : input.widths().subList(0, 1),
                new InitialSamples(
                        all.classCounts(),
                        all.penultimate(),
                        all.penultimateMeans(),
                        all.headWeights(),
                        all.headBias(),
                        Optional.empty()),
                hiddenLayer ? input.hiddenSpectrum() : Optional.empty());
    }
}
