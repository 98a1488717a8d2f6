package org.ncollapse.ufm.fit;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ncollapse.ufm.Deep;
import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.State;
import org.ncollapse.ufm.fit.CapturedEpoch.LastWeights;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * The head and the hidden layer before it over free features: the extended models (Tirer &amp; Bruna 2022), for a
 * bias-free head under MSE.
 *
 * @param width of the head's input
 * @param below of the hidden layer's input
 * @param relu whether the model has the ReLU between them
 * @param hiddenSpectrum singular values of the hidden layer's weights at the last epoch
 */
record TwoLayers(RunFacts facts, int width, int below, boolean relu, double[] hiddenSpectrum) implements Candidate {

    @Override
    public String name() {
        return relu ? "extended-relu" : "extended-linear";
    }

    /** λ_W1‖W_1‖²_F/‖H_1‖²_F, by stationarity in W_1 and H_1, which a bias of the hidden layer does not disturb. */
    @Override
    public double featureDecay(CapturedEpoch epoch) {
        return facts.hiddenDecay()
                * epoch.weights().hiddenSquaredNorm()
                / epoch.previous().squaredNorm(facts.counts());
    }

    @Override
    public Model model(double featureDecay) {
        return model(facts.perClass(), featureDecay);
    }

    private Deep model(int perClass, double featureDecay) {
        return new Deep(
                facts.counts().size(),
                perClass,
                List.of(width, below),
                List.of(facts.headDecay(), facts.hiddenDecay(), featureDecay),
                relu);
    }

    /** The best stationary point, which lives on beyond the jump, where a trained network may sit. */
    @Override
    public Prediction prediction(Model model) {
        return ((Deep) model).predictStationary();
    }

    @Override
    public Observation observation(CapturedEpoch epoch, double featureDecay, boolean spectra) {
        LastWeights weights = epoch.weights();
        double head = CommonOps_DDRM.trace(epoch.headGram());
        double hidden = weights.hiddenSquaredNorm();
        double features = epoch.previous().squaredNorm(facts.counts());
        double objective = epoch.loss()
                + facts.headDecay() / 2 * head
                + facts.hiddenDecay() / 2 * hidden
                + facts.biasDecay() / 2 * weights.hiddenBiasSquared()
                + featureDecay / 2 * features;
        return new Observation(
                objective,
                epoch.logits(),
                null,
                epoch.headGram(),
                List.of(
                        new Factor("W2", head, spectra ? Spectrum.ofGram(epoch.headGram()) : null),
                        new Factor("W1", hidden, spectra ? hiddenSpectrum : null),
                        new Factor("H1", features, null)),
                List.of(
                        layer("H2", epoch.penultimate().gram()),
                        layer("H1", epoch.previous().gram())));
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
        return new Strength(
                "lambda_bar",
                Math.cbrt(facts.headDecay() * facts.hiddenDecay() * featureDecay),
                Math.cbrt(a) * (root - a) / facts.samples(),
                model(featureDecay).predict().threshold().critical(),
                shrinkage.residual());
    }

    @Override
    public double balance(CapturedEpoch epoch) {
        double below = facts.hiddenDecay() * epoch.weights().hiddenSquaredNorm()
                + facts.biasDecay() * epoch.weights().hiddenBiasSquared();
        return facts.headDecay() * CommonOps_DDRM.trace(epoch.headGram()) / below;
    }

    @Override
    public void checks(CapturedEpoch epoch, Ledger ledger) {
        ledger.scalar(Kind.ESTIMATE, epoch.epoch(), "W2", "balance_ratio", balance(epoch), 1);
    }

    /** {@inheritDoc} The hidden layer's bias, which the model does not have, is left out. */
    @Override
    public Start start(Departure departure, CapturedEpoch epoch, double featureDecay) {
        Departure taken = departure.balanced(Descent.samples(model(featureDecay)));
        double mobility = (double) taken.previous().numRows / facts.samples();
        return new Start(
                model(taken.counts()[0], featureDecay / mobility),
                new State(
                        List.of(taken.weights(), taken.hiddenWeights()),
                        taken.representative(
                                taken.previous(),
                                taken.previousMeans(),
                                epoch.previous().withinTrace()),
                        null),
                mobility,
                taken);
    }

    @Override
    public boolean orthogonal() {
        return true;
    }

    @Override
    public boolean deep() {
        return true;
    }
}
