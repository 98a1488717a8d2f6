package org.ncollapse.ufm.fit;

import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.UfmModel;

/**
 * A model that a run can be laid beside: how its settings follow from a captured epoch, and what the network has in
 * place of its quantities.
 */
sealed interface CandidateModel permits OneLayerCandidate, TwoLayerCandidate {

    /** As files call it. */
    String modelName();

    /** λ̂ of the free features by balance with the factor above them, over all samples. */
    double lambdaH(CapturedEpoch epoch);

    /** The model of all training samples with this penalty of its features. */
    UfmModel model(double featureDecay);

    /** What theory says of the point where a trained network should sit; null where no such point but zero is left. */
    Prediction prediction(UfmModel model);

    /**
     * The network's quantities.
     *
     * @param featureDecay for the objective
     * @param spectra whether the singular values are wanted, too
     */
    Observation observation(CapturedEpoch epoch, double featureDecay, boolean spectra);

    /** The penalties' strength by balance and by shrinkage. */
    RegularizationStrength strength(CapturedEpoch epoch);

    /**
     * λ_W2‖W_2‖² over λ_W1‖W_1‖² + λ_b‖b_1‖², 1 at every stationary point whatever λ_H is; NaN with one layer of
     * weights.
     */
    double weightBalance(CapturedEpoch epoch);

    /** Writes down what else this model says of an epoch without any fit. */
    void addEstimates(CapturedEpoch epoch, FitRowBuilder ledger);

    /**
     * The model at the network's point, of as many samples as it can be followed with, in the proportion that it needs.
     *
     * @param departure what the run kept
     * @param epoch where
     * @param featureDecay for all samples; with fewer, (samples × decay) is held fixed
     */
    InitialCondition initialCondition(StartSamples departure, CapturedEpoch epoch, double featureDecay);

    /** Whether class means tend to an orthogonal frame as they are, instead of to an equiangular one after centring. */
    boolean convergesToOrthogonalFrame();

    /** Whether a second layer of features lies below. */
    boolean hasHiddenLayer();
}
