package org.ncollapse.ufm.fit;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.ufm.DeepModel;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.StrengthSymbol;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmState;
import org.ncollapse.ufm.fit.CapturedEpoch.HiddenLayerStatistics;
import org.ncollapse.ufm.fit.FitRow.Kind;
import org.ncollapse.ufm.fit.InitialSamples.HiddenLayer;

/**
 * The head and the hidden layer before it over free features: the extended models (Tirer &amp; Bruna 2022), for a
 * bias-free head under MSE.
 *
 * @param headInputWidth width of the head's input
 * @param hiddenInputWidth width of the hidden layer's input
 * @param relu whether the model has the ReLU between them
 * @param hiddenSpectrum singular values of the hidden layer's weights at the last epoch; null if no observation with
 *     spectra is needed
 */
record TwoLayerCandidate(
        RunSettings settings, int headInputWidth, int hiddenInputWidth, boolean relu, double[] hiddenSpectrum)
        implements CandidateModel {

    @Override
    public UfmModelName kind() {
        return relu ? UfmModelName.EXTENDED_RELU : UfmModelName.EXTENDED_LINEAR;
    }

    /**
     * {@inheritDoc} It is λ_W1‖W_1‖²_F/‖H_1‖²_F, by stationarity in W_1 and H_1. It holds with a bias of the hidden
     * layer too.
     */
    @Override
    public double balancedLambdaH(CapturedEpoch epoch) {
        HiddenLayerStatistics hidden = hidden(epoch);
        return settings.hiddenDecay()
                * hidden.weightSquaredNorm()
                / hidden.input().squaredNorm(settings.classCounts());
    }

    private static HiddenLayerStatistics hidden(CapturedEpoch epoch) {
        return epoch.hidden().orElseThrow();
    }

    @Override
    public double knownLambdaH() {
        return settings.featureDecay().previous();
    }

    @Override
    public UfmModel model(double lambdaH) {
        return model(settings.samplesPerClass(), lambdaH);
    }

    private DeepModel model(int samplesPerClass, double lambdaH) {
        return new DeepModel(
                settings.classCounts().size(),
                samplesPerClass,
                List.of(headInputWidth, hiddenInputWidth),
                List.of(settings.headDecay(), settings.hiddenDecay(), lambdaH),
                relu);
    }

    /** {@inheritDoc} It exists beyond the critical λ̄ too, and a trained network may be there. */
    @Override
    public Prediction prediction(UfmModel model) {
        return ((DeepModel) model).predictLocalMinimum();
    }

    @Override
    public Observation observation(CapturedEpoch epoch, double lambdaH, boolean spectra) {
        HiddenLayerStatistics hidden = hidden(epoch);
        DMatrixRMaj headGram = epoch.head().gram();
        double head = CommonOps_DDRM.trace(headGram);
        double features = hidden.input().squaredNorm(settings.classCounts());
        double objective = epoch.loss()
                + settings.headDecay() / 2 * head
                + settings.hiddenDecay() / 2 * hidden.weightSquaredNorm()
                + settings.biasDecay() / 2 * hidden.biasSquaredNorm()
                + lambdaH / 2 * features;
        return new Observation(
                objective,
                epoch.head().logits(),
                null,
                headGram,
                List.of(
                        new Factor("W2", head, spectra ? SingularValues.ofGram(headGram) : null),
                        new Factor("W1", hidden.weightSquaredNorm(), spectra ? hiddenSpectrum : null),
                        new Factor("H1", features, null)),
                List.of(
                        layer("H2", epoch.penultimate().gram()),
                        layer("H1", hidden.input().gram())));
    }

    private static Prediction.LayerMeans layer(String name, DMatrixRMaj gram) {
        return new Prediction.LayerMeans(name, CommonOps_DDRM.extractDiag(gram, null).data, gram);
    }

    /** {@inheritDoc} It is λ̄ = (∏λ)^(1/3); from the logits (a/√n) I it is a^(1/3) (√n − a)/N. */
    @Override
    public RegularizationStrength strength(CapturedEpoch epoch) {
        double lambdaH = balancedLambdaH(epoch);
        double root =
                Math.sqrt((double) settings.samples() / settings.classCounts().size());
        LogitShrinkage shrinkage = LogitShrinkage.ofExtended(epoch.head().logits());
        double a = root * shrinkage.coefficient();
        return new RegularizationStrength(
                StrengthSymbol.LAMBDA_BAR,
                Math.cbrt(settings.headDecay() * settings.hiddenDecay() * lambdaH),
                Math.cbrt(a) * (root - a) / settings.samples(),
                model(lambdaH).predict().threshold().critical(),
                shrinkage.residual());
    }

    /**
     * Returns λ_W2‖W_2‖²/(λ_W1‖W_1‖² + λ_b‖b_1‖²), which is 1 at every stationary point, whatever the features are: it
     * follows from the scaling symmetry of the two layers.
     */
    double weightBalance(CapturedEpoch epoch) {
        HiddenLayerStatistics hidden = hidden(epoch);
        double penalty =
                settings.hiddenDecay() * hidden.weightSquaredNorm() + settings.biasDecay() * hidden.biasSquaredNorm();
        return settings.headDecay() * CommonOps_DDRM.trace(epoch.head().gram()) / penalty;
    }

    @Override
    public void addEstimates(CapturedEpoch epoch, FitRowBuilder rows) {
        rows.addScalar(Kind.ESTIMATE, epoch.epoch(), "W2", "weight_balance", weightBalance(epoch), 1);
    }

    /** {@inheritDoc} The model has no hidden bias, so the network's is left out. */
    @Override
    public InitialCondition initialCondition(InitialSamples samples, CapturedEpoch epoch, double lambdaH) {
        InitialSamples selected = samples.balanced(ModelSimulation.maxSamples(model(lambdaH)));
        HiddenLayer layer = selected.hidden().orElseThrow();
        double sampleFraction = (double) layer.input().numRows / settings.samples();
        return new InitialCondition(
                model(selected.classCounts()[0], lambdaH / sampleFraction),
                new UfmState(
                        List.of(selected.headWeights(), layer.weights()),
                        selected.matchStatistics(
                                layer.input(),
                                layer.inputMeans(),
                                hidden(epoch).input().withinTrace()),
                        null),
                sampleFraction,
                selected);
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
