package org.ncollapse.ufm.fit;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ncollapse.ufm.DeepModel;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmState;
import org.ncollapse.ufm.fit.CapturedEpoch.LastLayerWeights;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * The head and the hidden layer before it over free features: the extended models (Tirer &amp; Bruna 2022), for a
 * bias-free head under MSE.
 *
 * @param headInputWidth of the head's input
 * @param hiddenInputWidth of the hidden layer's input
 * @param relu whether the model has the ReLU between them
 * @param hiddenSpectrum singular values of the hidden layer's weights at the last epoch
 */
record TwoLayerCandidate(
        RunSettings facts, int headInputWidth, int hiddenInputWidth, boolean relu, double[] hiddenSpectrum)
        implements CandidateModel {

    @Override
    public String modelName() {
        return relu ? "extended-relu" : "extended-linear";
    }

    /** λ_W1‖W_1‖²_F/‖H_1‖²_F, by stationarity in W_1 and H_1, which a bias of the hidden layer does not disturb. */
    @Override
    public double lambdaH(CapturedEpoch epoch) {
        return facts.hiddenDecay()
                * epoch.weights().hiddenWeightSquaredNorm()
                / epoch.previous().squaredNorm(facts.classCounts());
    }

    @Override
    public UfmModel model(double featureDecay) {
        return model(facts.samplesPerClass(), featureDecay);
    }

    private DeepModel model(int samplesPerClass, double featureDecay) {
        return new DeepModel(
                facts.classCounts().size(),
                samplesPerClass,
                List.of(headInputWidth, hiddenInputWidth),
                List.of(facts.headDecay(), facts.hiddenDecay(), featureDecay),
                relu);
    }

    /** The best stationary point, which lives on beyond the jump, where a trained network may sit. */
    @Override
    public Prediction prediction(UfmModel model) {
        return ((DeepModel) model).predictLocalMinimum();
    }

    @Override
    public Observation observation(CapturedEpoch epoch, double featureDecay, boolean spectra) {
        LastLayerWeights weights = epoch.weights();
        double head = CommonOps_DDRM.trace(epoch.headGram());
        double hidden = weights.hiddenWeightSquaredNorm();
        double features = epoch.previous().squaredNorm(facts.classCounts());
        double objective = epoch.loss()
                + facts.headDecay() / 2 * head
                + facts.hiddenDecay() / 2 * hidden
                + facts.biasDecay() / 2 * weights.hiddenBiasSquaredNorm()
                + featureDecay / 2 * features;
        return new Observation(
                objective,
                epoch.logits(),
                null,
                epoch.headGram(),
                List.of(
                        new Factor("W2", head, spectra ? SingularValues.ofGram(epoch.headGram()) : null),
                        new Factor("W1", hidden, spectra ? hiddenSpectrum : null),
                        new Factor("H1", features, null)),
                List.of(
                        layer("H2", epoch.penultimate().gram()),
                        layer("H1", epoch.previous().gram())));
    }

    private static Prediction.LayerMeans layer(String name, DMatrixRMaj gram) {
        return new Prediction.LayerMeans(name, CommonOps_DDRM.extractDiag(gram, null).data, gram);
    }

    /** λ̄ = (∏λ)^(1/3), and by the logits (a/√n) I: a^(1/3) (√n − a)/N. */
    @Override
    public RegularizationStrength strength(CapturedEpoch epoch) {
        double featureDecay = lambdaH(epoch);
        double root = Math.sqrt((double) facts.samples() / facts.classCounts().size());
        LogitShrinkage shrinkage = LogitShrinkage.ofExtended(epoch.logits());
        double a = root * shrinkage.coefficient();
        return new RegularizationStrength(
                "lambda_bar",
                Math.cbrt(facts.headDecay() * facts.hiddenDecay() * featureDecay),
                Math.cbrt(a) * (root - a) / facts.samples(),
                model(featureDecay).predict().threshold().critical(),
                shrinkage.residual());
    }

    @Override
    public double weightBalance(CapturedEpoch epoch) {
        double below = facts.hiddenDecay() * epoch.weights().hiddenWeightSquaredNorm()
                + facts.biasDecay() * epoch.weights().hiddenBiasSquaredNorm();
        return facts.headDecay() * CommonOps_DDRM.trace(epoch.headGram()) / below;
    }

    @Override
    public void addEstimates(CapturedEpoch epoch, FitRowBuilder ledger) {
        ledger.addScalar(Kind.ESTIMATE, epoch.epoch(), "W2", "weight_balance", weightBalance(epoch), 1);
    }

    /** {@inheritDoc} The hidden layer's bias, which the model does not have, is left out. */
    @Override
    public InitialCondition initialCondition(StartSamples departure, CapturedEpoch epoch, double featureDecay) {
        StartSamples taken = departure.balanced(ModelRollout.maxSamples(model(featureDecay)));
        double mobility = (double) taken.previous().numRows / facts.samples();
        return new InitialCondition(
                model(taken.classCounts()[0], featureDecay / mobility),
                new UfmState(
                        List.of(taken.headWeights(), taken.hiddenWeights()),
                        taken.matchStatistics(
                                taken.previous(),
                                taken.previousMeans(),
                                epoch.previous().withinTrace()),
                        null),
                mobility,
                taken);
    }

    @Override
    public boolean convergesToOrthogonalFrame() {
        return true;
    }

    @Override
    public boolean hasHiddenLayer() {
        return true;
    }
}
