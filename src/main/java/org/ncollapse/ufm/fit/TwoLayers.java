package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ncollapse.ufm.Deep;
import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.SingularValues;
import org.ncollapse.ufm.State;
import org.ncollapse.ufm.fit.CapturedEpoch.Samples;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * The head and the hidden layer before it over free features: the extended models (Tirer &amp; Bruna 2022), for a bias-free head under MSE.
 *
 * @param width of the head's input
 * @param below of the hidden layer's input
 * @param relu  whether the model has the ReLU between them
 */
record TwoLayers(RunFacts facts, int width, int below, boolean relu) implements Candidate {

    @Override
    public String name() {
        return relu ? "extended-relu" : "extended-linear";
    }

    /** λ_W1‖W_1‖²_F/‖H_1‖²_F, by stationarity in W_1 and H_1, which a bias of the hidden layer does not disturb. */
    @Override
    public double featureDecay(CapturedEpoch epoch) {
        return facts.hiddenDecay() * squaredNorm(epoch.samples().hiddenWeights()) / epoch.previous().squaredNorm(facts.counts());
    }

    @Override
    public Model model(double featureDecay) {
        return model(facts.perClass(), featureDecay);
    }

    private Deep model(int perClass, double featureDecay) {
        return new Deep(facts.counts().size(), perClass, List.of(width, below),
                List.of(facts.headDecay(), facts.hiddenDecay(), featureDecay), relu);
    }

    /** The best stationary point, which lives on beyond the jump, where a trained network may sit. */
    @Override
    public Prediction prediction(Model model) {
        return ((Deep) model).predictStationary();
    }

    @Override
    public Observation observation(CapturedEpoch epoch, double featureDecay, boolean spectra) {
        Samples samples = epoch.samples();
        double head = CommonOps_DDRM.trace(epoch.headGram());
        double hidden = squaredNorm(samples.hiddenWeights());
        double features = epoch.previous().squaredNorm(facts.counts());
        double objective = epoch.loss() + facts.headDecay() / 2 * head + facts.hiddenDecay() / 2 * hidden
                + facts.biasDecay() / 2 * hiddenBias(samples) + featureDecay / 2 * features;
        return new Observation(objective, epoch.logits(), null, epoch.headGram(), List.of(
                new Factor("W2", head, spectra ? Spectrum.ofGram(epoch.headGram()) : null),
                new Factor("W1", hidden, spectra ? SingularValues.of(samples.hiddenWeights(), facts.counts().size()) : null),
                new Factor("H1", features, null)),
                List.of(layer("H2", epoch.penultimate().gram()), layer("H1", epoch.previous().gram())));
    }

    private static Prediction.Layer layer(String name, DMatrixRMaj gram) {
        return new Prediction.Layer(name, CommonOps_DDRM.extractDiag(gram, null).data, gram);
    }

    /** λ̄ = (∏λ)^(1/3), and by the logits (a/√n) I: a^(1/3) (√n − a)/N. */
    @Override
    public Strength strength(CapturedEpoch epoch) {
        double featureDecay = featureDecay(epoch);
        double root = Math.sqrt((double) facts.samples() / facts.counts().size());
        Shrinkage shrinkage = Shrinkage.ofIdentity(epoch.logits());
        double a = root * shrinkage.value();
        return new Strength("lambda_bar", Math.cbrt(facts.headDecay() * facts.hiddenDecay() * featureDecay),
                Math.cbrt(a) * (root - a) / facts.samples(), model(featureDecay).predict().threshold().critical(), shrinkage.residual());
    }

    @Override
    public double balance(CapturedEpoch epoch) {
        Samples samples = epoch.samples();
        double below = facts.hiddenDecay() * squaredNorm(samples.hiddenWeights()) + facts.biasDecay() * hiddenBias(samples);
        return facts.headDecay() * CommonOps_DDRM.trace(epoch.headGram()) / below;
    }

    @Override
    public void checks(CapturedEpoch epoch, Ledger ledger) {
        ledger.scalar(Kind.ESTIMATE, epoch.epoch(), "W2", "balance_ratio", balance(epoch), 1);
    }

    @Override
    public Samples few(Samples kept) {
        return kept.balanced();
    }

    /** {@inheritDoc} The hidden layer's bias, which the model does not have, is left out. */
    @Override
    public Start start(Samples few, double featureDecay) {
        double held = featureDecay * facts.samples() / few.previous().numRows;
        return new Start(model(few.counts()[0], held), new State(List.of(few.weights(), few.hiddenWeights()), few.previous(), null), few);
    }

    @Override
    public boolean orthogonal() {
        return true;
    }

    @Override
    public boolean deep() {
        return true;
    }

    private static double squaredNorm(DMatrixRMaj matrix) {
        return Math.pow(NormOps_DDRM.normF(matrix), 2);
    }

    private static double hiddenBias(Samples samples) {
        return samples.hiddenBias() == null ? 0 : Arrays.stream(samples.hiddenBias()).map(b -> b * b).sum();
    }
}
