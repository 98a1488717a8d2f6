package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ncollapse.ufm.ImbalancedModel;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.PlainCrossEntropyModel;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmState;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * The head over free features: the plain models under MSE with and without a bias and under cross-entropy, and the one
 * for unequal classes.
 *
 * @param headInputWidth of the head's input
 * @param imbalanced whether each class keeps its own size, instead of n = N/K for all
 */
record OneLayerCandidate(RunSettings facts, int headInputWidth, boolean imbalanced) implements CandidateModel {

    @Override
    public String modelName() {
        return model(1).name();
    }

    /** λ_W‖W‖²_F/‖H‖²_F. */
    @Override
    public double lambdaH(CapturedEpoch epoch) {
        return facts.headDecay()
                * CommonOps_DDRM.trace(epoch.headGram())
                / epoch.penultimate().squaredNorm(facts.classCounts());
    }

    @Override
    public UfmModel model(double featureDecay) {
        return model(facts.classCounts(), facts.samplesPerClass(), featureDecay);
    }

    private UfmModel model(List<Integer> counts, int samplesPerClass, double featureDecay) {
        if (imbalanced) {
            return new ImbalancedModel(counts, headInputWidth, facts.headDecay(), featureDecay);
        }
        double biasDecay = facts.headBias() ? facts.biasDecay() : Double.POSITIVE_INFINITY;
        return facts.crossEntropy()
                ? new PlainCrossEntropyModel(
                        counts.size(), samplesPerClass, headInputWidth, facts.headDecay(), featureDecay, biasDecay)
                : new PlainMseModel(
                        counts.size(), samplesPerClass, headInputWidth, facts.headDecay(), featureDecay, biasDecay);
    }

    @Override
    public Prediction prediction(UfmModel model) {
        return model.predict();
    }

    @Override
    public Observation observation(CapturedEpoch epoch, double featureDecay, boolean spectra) {
        double head = CommonOps_DDRM.trace(epoch.headGram());
        double features = epoch.penultimate().squaredNorm(facts.classCounts());
        double[] bias = epoch.weights().headBias();
        double objective = epoch.loss()
                + facts.headDecay() / 2 * head
                + featureDecay / 2 * features
                + (facts.headBias()
                        ? facts.biasDecay()
                                / 2
                                * Arrays.stream(bias).map(b -> b * b).sum()
                        : 0);
        DMatrixRMaj gram = epoch.penultimate().gram();
        return new Observation(
                objective,
                epoch.logits(),
                bias,
                epoch.headGram(),
                List.of(
                        new Factor("W", head, spectra ? SingularValues.ofGram(epoch.headGram()) : null),
                        new Factor("H", features, null)),
                List.of(new Prediction.LayerMeans("H", CommonOps_DDRM.extractDiag(gram, null).data, gram)));
    }

    @Override
    public RegularizationStrength strength(CapturedEpoch epoch) {
        int classes = facts.classCounts().size();
        double samplesPerClass = (double) facts.samples() / classes;
        double s = Math.sqrt(samplesPerClass * facts.headDecay() * lambdaH(epoch));
        if (facts.crossEntropy()) {
            LogitShrinkage gap = LogitShrinkage.ofCrossEntropy(epoch.logits());
            return new RegularizationStrength(
                    "s", s, 1 / (Math.exp(gap.coefficient()) + classes - 1), 1.0 / classes, gap.residual());
        }
        if (imbalanced) {
            // With c = K√(nλ_Wλ_H) and n = N/K, q = N√(λ_Wλ_H) is c√n; the last class vanishes where q reaches the root
            // of its size.
            LogitShrinkage shrinkage = LogitShrinkage.ofImbalanced(epoch.logits(), facts.classCounts());
            int largest = facts.classCounts().stream().max(Integer::compare).orElseThrow();
            return new RegularizationStrength(
                    "c",
                    classes * s,
                    shrinkage.coefficient() / Math.sqrt(samplesPerClass),
                    Math.sqrt(largest / samplesPerClass),
                    shrinkage.residual());
        }
        LogitShrinkage shrinkage = form(epoch);
        return new RegularizationStrength("c", classes * s, 1 - shrinkage.coefficient(), 1, shrinkage.residual());
    }

    private static LogitShrinkage form(CapturedEpoch epoch) {
        return LogitShrinkage.ofPlainMse(epoch.logits(), epoch.weights().headBias());
    }

    @Override
    public double weightBalance(CapturedEpoch epoch) {
        return Double.NaN;
    }

    /** Under MSE, a_u beside the one that a's shrinkage implies: a without a bias, else max(0, 1 − c(1+λ_b)/λ_b). */
    @Override
    public void addEstimates(CapturedEpoch epoch, FitRowBuilder ledger) {
        if (!facts.crossEntropy() && !imbalanced) {
            LogitShrinkage shrinkage = form(epoch);
            double c = 1 - shrinkage.coefficient();
            double implied = !facts.headBias()
                    ? shrinkage.coefficient()
                    : facts.biasDecay() == 0 ? 0 : Math.max(0, 1 - c * (1 + facts.biasDecay()) / facts.biasDecay());
            ledger.addScalar(Kind.ESTIMATE, epoch.epoch(), "", "a_common", shrinkage.commonCoefficient(), implied);
        }
    }

    @Override
    public InitialCondition initialCondition(StartSamples departure, CapturedEpoch epoch, double featureDecay) {
        int most = ModelRollout.maxSamples(model(featureDecay));
        StartSamples taken = imbalanced
                ? departure.firstOfEachClass(proportional(departure.classCounts(), most))
                : departure.balanced(most);
        double mobility = (double) taken.penultimate().numRows / facts.samples();
        UfmModel model = model(
                Arrays.stream(taken.classCounts()).boxed().toList(), taken.classCounts()[0], featureDecay / mobility);
        return new InitialCondition(
                model,
                new UfmState(
                        List.of(taken.headWeights()),
                        taken.matchStatistics(
                                taken.penultimate(),
                                taken.penultimateMeans(),
                                epoch.penultimate().withinTrace()),
                        facts.headBias() ? taken.headBias() : null),
                mobility,
                taken);
    }

    /** As many of each class, in proportion, as there are, and at least two. */
    private int[] proportional(int[] kept, int most) {
        List<Integer> counts = facts.classCounts();
        double share = Math.min(1, (double) most / facts.samples());
        for (int k = 0; k < kept.length; k++) {
            share = Math.min(share, (double) kept[k] / counts.get(k));
        }
        double taken = share;
        return IntStream.range(0, kept.length)
                .map(k -> Math.min(kept[k], Math.max(2, (int) Math.round(taken * counts.get(k)))))
                .toArray();
    }

    @Override
    public boolean convergesToOrthogonalFrame() {
        return !facts.headBias() && !facts.crossEntropy();
    }

    @Override
    public boolean hasHiddenLayer() {
        return false;
    }
}
