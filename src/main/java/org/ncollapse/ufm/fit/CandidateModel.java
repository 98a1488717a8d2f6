package org.ncollapse.ufm.fit;

import org.ncollapse.spec.UfmModelName;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.UfmModel;

/**
 * A model that can be fitted to a run: it estimates its penalties from a captured epoch and reads its quantities there.
 */
sealed interface CandidateModel permits OneLayerCandidate, TwoLayerCandidate {

    /** Returns which model it is. */
    UfmModelName kind();

    /** Returns the settings of the run. */
    RunSettings settings();

    /** Returns λ_H of the free features if it is known; 0 if it must be estimated. */
    double knownLambdaH();

    /** Returns λ̂_H of the free features over all samples, by balance with the factor that follows them. */
    double balancedLambdaH(CapturedEpoch epoch);

    /** Returns the known λ_H, or else the one by balance. */
    default double lambdaH(CapturedEpoch epoch) {
        return knownLambdaH() > 0 ? knownLambdaH() : balancedLambdaH(epoch);
    }

    /** Returns the model of all training samples with this λ_H. */
    UfmModel model(double lambdaH);

    /** Returns the model's best local minimum other than zero, or null if there is none. */
    Prediction prediction(UfmModel model);

    /**
     * Returns the network's quantities.
     *
     * @param lambdaH for the objective
     * @param spectra whether to compute singular values
     */
    Observation observation(CapturedEpoch epoch, double lambdaH, boolean spectra);

    /** Returns the regularization strength by balance and by shrinkage. */
    RegularizationStrength strength(CapturedEpoch epoch);

    /** Adds rows with further estimates of this model. */
    void addEstimates(CapturedEpoch epoch, FitRowBuilder rows);

    /**
     * Returns the model in the network's state, with as many samples as it can be simulated with.
     *
     * @param samples the captured ones
     * @param epoch the epoch at which they were captured
     * @param lambdaH for all samples; with fewer, (samples × λ_H) is kept
     */
    InitialCondition initialCondition(InitialSamples samples, CapturedEpoch epoch, double lambdaH);

    /** Returns whether the class means converge to an orthogonal frame; otherwise to a simplex ETF after centering. */
    boolean convergesToOrthogonalFrame();

    /** Returns whether the model has a hidden layer. */
    boolean hasHiddenLayer();
}
