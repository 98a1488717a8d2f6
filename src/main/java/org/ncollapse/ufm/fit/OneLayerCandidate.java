package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.ufm.ImbalancedModel;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.PlainCrossEntropyModel;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.StrengthSymbol;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmState;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * The head over free features: the plain models under MSE with and without a bias and under cross-entropy, and the
 * model for classes of unequal sizes.
 *
 * @param headInputWidth width of the head's input
 * @param imbalanced whether each class keeps its own size, instead of n = N/K for all
 */
record OneLayerCandidate(RunSettings settings, int headInputWidth, boolean imbalanced) implements CandidateModel {

    @Override
    public UfmModelName kind() {
        return model(1).kind();
    }

    /** {@inheritDoc} It is λ_W‖W‖²_F/‖H‖²_F. */
    @Override
    public double balancedLambdaH(CapturedEpoch epoch) {
        return settings.headDecay()
                * CommonOps_DDRM.trace(epoch.head().gram())
                / epoch.penultimate().squaredNorm(settings.classCounts());
    }

    @Override
    public double knownLambdaH() {
        return settings.featureDecay().penultimate();
    }

    @Override
    public UfmModel model(double lambdaH) {
        return model(settings.classCounts(), settings.samplesPerClass(), lambdaH);
    }

    private UfmModel model(List<Integer> classCounts, int samplesPerClass, double lambdaH) {
        double lambdaW = settings.headDecay();
        if (imbalanced) {
            return new ImbalancedModel(classCounts, headInputWidth, lambdaW, lambdaH);
        }
        int classes = classCounts.size();
        OptionalDouble lambdaB = settings.headBias() ? OptionalDouble.of(settings.biasDecay()) : OptionalDouble.empty();
        return settings.crossEntropy()
                ? new PlainCrossEntropyModel(classes, samplesPerClass, headInputWidth, lambdaW, lambdaH, lambdaB)
                : new PlainMseModel(classes, samplesPerClass, headInputWidth, lambdaW, lambdaH, lambdaB);
    }

    @Override
    public Prediction prediction(UfmModel model) {
        return model.predict();
    }

    @Override
    public Observation observation(CapturedEpoch epoch, double lambdaH, boolean spectra) {
        DMatrixRMaj headGram = epoch.head().gram();
        double head = CommonOps_DDRM.trace(headGram);
        double features = epoch.penultimate().squaredNorm(settings.classCounts());
        double[] bias = epoch.head().bias();
        double objective = epoch.loss()
                + settings.headDecay() / 2 * head
                + lambdaH / 2 * features
                + (settings.headBias()
                        ? settings.biasDecay()
                                / 2
                                * Arrays.stream(bias).map(b -> b * b).sum()
                        : 0);
        DMatrixRMaj gram = epoch.penultimate().gram();
        return new Observation(
                objective,
                epoch.head().logits(),
                bias,
                headGram,
                List.of(
                        new Factor("W", head, spectra ? SingularValues.ofGram(headGram) : null),
                        new Factor("H", features, null)),
                List.of(new Prediction.LayerMeans("H", CommonOps_DDRM.extractDiag(gram, null).data, gram)));
    }

    @Override
    public RegularizationStrength strength(CapturedEpoch epoch) {
        int classes = settings.classCounts().size();
        double samplesPerClass = (double) settings.samples() / classes;
        double s = Math.sqrt(samplesPerClass * settings.headDecay() * balancedLambdaH(epoch));
        if (settings.crossEntropy()) {
            LogitShrinkage gap = LogitShrinkage.ofCrossEntropy(epoch.head().logits());
            return new RegularizationStrength(
                    StrengthSymbol.S,
                    s,
                    1 / (Math.exp(gap.coefficient()) + classes - 1),
                    1.0 / classes,
                    gap.residual());
        }
        if (imbalanced) {
            // With c = K√(nλ_Wλ_H) and n = N/K, q = N√(λ_Wλ_H) is c√n. The largest class is the last whose
            // features become zero: at q = √(its size).
            LogitShrinkage shrinkage = LogitShrinkage.ofImbalanced(epoch.head().logits(), settings.classCounts());
            int largest = settings.classCounts().stream().max(Integer::compare).orElseThrow();
            return new RegularizationStrength(
                    StrengthSymbol.C,
                    classes * s,
                    shrinkage.coefficient() / Math.sqrt(samplesPerClass),
                    Math.sqrt(largest / samplesPerClass),
                    shrinkage.residual());
        }
        LogitShrinkage shrinkage = plainMseShrinkage(epoch);
        return new RegularizationStrength(
                StrengthSymbol.C, classes * s, 1 - shrinkage.coefficient(), 1, shrinkage.residual());
    }

    private static LogitShrinkage plainMseShrinkage(CapturedEpoch epoch) {
        return LogitShrinkage.ofPlainMse(epoch.head().logits(), epoch.head().bias());
    }

    /**
     * {@inheritDoc} Under MSE it adds a_common, compared with the value that a = 1 − c implies: a without a bias,
     * max(0, 1 − c(1 + λ_b)/λ_b) with one.
     */
    @Override
    public void addEstimates(CapturedEpoch epoch, FitRowBuilder rows) {
        if (!settings.crossEntropy() && !imbalanced) {
            LogitShrinkage shrinkage = plainMseShrinkage(epoch);
            double c = 1 - shrinkage.coefficient();
            double lambdaB = settings.biasDecay();
            double implied = !settings.headBias()
                    ? shrinkage.coefficient()
                    : lambdaB == 0 ? 0 : Math.max(0, 1 - c * (1 + lambdaB) / lambdaB);
            rows.addScalar(Kind.ESTIMATE, epoch.epoch(), "", "a_common", shrinkage.commonCoefficient(), implied);
        }
    }

    @Override
    public InitialCondition initialCondition(InitialSamples samples, CapturedEpoch epoch, double lambdaH) {
        int maxSamples = ModelSimulation.maxSamples(model(lambdaH));
        InitialSamples selected = imbalanced
                ? samples.firstOfEachClass(proportional(samples.classCounts(), maxSamples))
                : samples.balanced(maxSamples);
        double sampleFraction = (double) selected.penultimate().numRows / settings.samples();
        UfmModel model = model(
                Arrays.stream(selected.classCounts()).boxed().toList(),
                selected.classCounts()[0],
                lambdaH / sampleFraction);
        return new InitialCondition(
                model,
                new UfmState(
                        List.of(selected.headWeights()),
                        selected.matchStatistics(
                                selected.penultimate(),
                                selected.penultimateMeans(),
                                epoch.penultimate().withinTrace()),
                        settings.headBias() ? selected.headBias() : null),
                sampleFraction,
                selected);
    }

    /** Returns counts proportional to the class sizes, at most the captured ones, and at least two. */
    private int[] proportional(int[] captured, int maxSamples) {
        List<Integer> counts = settings.classCounts();
        double smallest = Math.min(1, (double) maxSamples / settings.samples());
        for (int k = 0; k < captured.length; k++) {
            smallest = Math.min(smallest, (double) captured[k] / counts.get(k));
        }
        double fraction = smallest;
        return IntStream.range(0, captured.length)
                .map(k -> Math.min(captured[k], Math.max(2, (int) Math.round(fraction * counts.get(k)))))
                .toArray();
    }

    @Override
    public boolean convergesToOrthogonalFrame() {
        return !settings.headBias() && !settings.crossEntropy();
    }

    @Override
    public boolean hasHiddenLayer() {
        return false;
    }
}
