package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ncollapse.ufm.Imbalanced;
import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.PlainCrossEntropy;
import org.ncollapse.ufm.PlainMse;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.State;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * The head over free features: the plain models under MSE with and without a bias and under cross-entropy, and the one
 * for unequal classes.
 *
 * @param width of the head's input
 * @param imbalanced whether each class keeps its own size, instead of n = N/K for all
 */
record OneLayer(RunFacts facts, int width, boolean imbalanced) implements Candidate {

    @Override
    public String name() {
        return model(1).name();
    }

    /** λ_W‖W‖²_F/‖H‖²_F. */
    @Override
    public double featureDecay(CapturedEpoch epoch) {
        return facts.headDecay()
                * CommonOps_DDRM.trace(epoch.headGram())
                / epoch.penultimate().squaredNorm(facts.counts());
    }

    @Override
    public Model model(double featureDecay) {
        return model(facts.counts(), facts.perClass(), featureDecay);
    }

    private Model model(List<Integer> counts, int perClass, double featureDecay) {
        if (imbalanced) {
            return new Imbalanced(counts, width, facts.headDecay(), featureDecay);
        }
        double biasDecay = facts.headBias() ? facts.biasDecay() : Double.POSITIVE_INFINITY;
        return facts.crossEntropy()
                ? new PlainCrossEntropy(counts.size(), perClass, width, facts.headDecay(), featureDecay, biasDecay)
                : new PlainMse(counts.size(), perClass, width, facts.headDecay(), featureDecay, biasDecay);
    }

    @Override
    public Prediction prediction(Model model) {
        return model.predict();
    }

    @Override
    public Observation observation(CapturedEpoch epoch, double featureDecay, boolean spectra) {
        double head = CommonOps_DDRM.trace(epoch.headGram());
        double features = epoch.penultimate().squaredNorm(facts.counts());
        double[] bias = epoch.weights().bias();
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
                        new Factor("W", head, spectra ? Spectrum.ofGram(epoch.headGram()) : null),
                        new Factor("H", features, null)),
                List.of(new Prediction.Layer("H", CommonOps_DDRM.extractDiag(gram, null).data, gram)));
    }

    @Override
    public Strength strength(CapturedEpoch epoch) {
        int classes = facts.counts().size();
        double perClass = (double) facts.samples() / classes;
        double s = Math.sqrt(perClass * facts.headDecay() * featureDecay(epoch));
        if (facts.crossEntropy()) {
            Shrinkage gap = Shrinkage.ofGap(epoch.logits());
            return new Strength("s", s, 1 / (Math.exp(gap.value()) + classes - 1), 1.0 / classes, gap.residual());
        }
        if (imbalanced) {
            // With c = K√(nλ_Wλ_H) and n = N/K, q = N√(λ_Wλ_H) is c√n; the last class vanishes where q reaches the root
            // of its size.
            Shrinkage shrinkage = Shrinkage.ofCounts(epoch.logits(), facts.counts());
            int largest = facts.counts().stream().max(Integer::compare).orElseThrow();
            return new Strength(
                    "c",
                    classes * s,
                    shrinkage.value() / Math.sqrt(perClass),
                    Math.sqrt(largest / perClass),
                    shrinkage.residual());
        }
        Shrinkage shrinkage = form(epoch);
        return new Strength("c", classes * s, 1 - shrinkage.value(), 1, shrinkage.residual());
    }

    private static Shrinkage form(CapturedEpoch epoch) {
        return Shrinkage.ofSpan(epoch.logits(), epoch.weights().bias());
    }

    @Override
    public double balance(CapturedEpoch epoch) {
        return Double.NaN;
    }

    /** Under MSE, a_u beside the one that a's shrinkage implies: a without a bias, else max(0, 1 − c(1+λ_b)/λ_b). */
    @Override
    public void checks(CapturedEpoch epoch, Ledger ledger) {
        if (!facts.crossEntropy() && !imbalanced) {
            Shrinkage shrinkage = form(epoch);
            double c = 1 - shrinkage.value();
            double implied = !facts.headBias()
                    ? shrinkage.value()
                    : facts.biasDecay() == 0 ? 0 : Math.max(0, 1 - c * (1 + facts.biasDecay()) / facts.biasDecay());
            ledger.scalar(Kind.ESTIMATE, epoch.epoch(), "", "a_u", shrinkage.mean(), implied);
        }
    }

    @Override
    public Start start(Departure departure, CapturedEpoch epoch, double featureDecay) {
        int most = Descent.samples(model(featureDecay));
        Departure taken =
                imbalanced ? departure.first(proportional(departure.counts(), most)) : departure.balanced(most);
        double mobility = (double) taken.penultimate().numRows / facts.samples();
        Model model = model(Arrays.stream(taken.counts()).boxed().toList(), taken.counts()[0], featureDecay / mobility);
        return new Start(
                model,
                new State(
                        List.of(taken.weights()),
                        taken.representative(
                                taken.penultimate(),
                                taken.penultimateMeans(),
                                epoch.penultimate().withinTrace()),
                        facts.headBias() ? taken.bias() : null),
                mobility,
                taken);
    }

    /** As many of each class, in proportion, as there are, and at least two. */
    private int[] proportional(int[] kept, int most) {
        List<Integer> counts = facts.counts();
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
    public boolean orthogonal() {
        return !facts.headBias() && !facts.crossEntropy();
    }

    @Override
    public boolean deep() {
        return false;
    }
}
