package org.ncollapse.ufm.fit;

import java.util.List;
import java.util.Optional;
import org.ncollapse.spec.UfmModelName;

/**
 * A model's trajectory, simulated from the zero-error epoch, compared with the network's. The model's time is the
 * network's Σ η/(1 − μ). Only κ is fitted, on the earlier epochs; the later ones are held out.
 *
 * @param model which model
 * @param epochs completed epochs, from the start
 * @param decayTimes Σ η λ_W/(1 − μ) at these epochs, since the beginning of training: time constants of the head's
 *     weight decay
 * @param fittedEpochs how many of the epochs, from the first, κ is fitted to
 * @param lambdaH λ_H, over all samples
 * @param featureRate the fitted κ
 * @param simulation what was simulated
 * @param observed the network's trajectory
 * @param predicted the model's, with the fitted κ
 * @param frozen the model's with κ = 0: its weights train on features that stay as they were at the start
 * @param descent where the model's own descent ends, for the extended models: it may be above their minimum
 */
record TrajectoryFit(
        UfmModelName model,
        List<Integer> epochs,
        List<Double> decayTimes,
        int fittedEpochs,
        double lambdaH,
        FeatureRate featureRate,
        Simulation simulation,
        Trajectory observed,
        Trajectory predicted,
        Trajectory frozen,
        Optional<ModelDescent> descent) {

    /**
     * The simulations of a model.
     *
     * @param gradientEvaluations how many they took
     * @param samples how many samples they used
     * @param startError ‖H_model − H‖_F/‖H‖_F of the head's input at the start: the part of the network that the model
     *     cannot represent; 0 where the head's input is the free layer
     */
    record Simulation(long gradientEvaluations, int samples, double startError) {}

    /** Returns the RMSE of one metric of a trajectory on the held-out epochs, in decades. */
    double heldOutRmse(Trajectory trajectory, int metric) {
        return observed.rmse(trajectory, metric, fittedEpochs, epochs.size());
    }

    /** Returns the RMSE of all metrics together on the held-out epochs, in decades. */
    double heldOutRmse(Trajectory trajectory) {
        double sum = 0;
        int metrics = observed.metrics().size();
        for (int q = 0; q < metrics; q++) {
            sum += Math.pow(heldOutRmse(trajectory, q), 2) / metrics;
        }
        return Math.sqrt(sum);
    }

    /** Returns the network's values at the start, held constant: the first of the two null models. */
    Trajectory constant() {
        return observed.constant();
    }

    /**
     * Returns 1 − RMSE/RMSE₀ of all metrics together, with the RMSE₀ of a null model. It is 1 for a perfect model and
     * negative for one that is worse than the null model.
     */
    double skill(Trajectory nullModel) {
        return skill(heldOutRmse(predicted), heldOutRmse(nullModel));
    }

    /** Returns the skill for one metric. */
    double skill(Trajectory nullModel, int metric) {
        return skill(heldOutRmse(predicted, metric), heldOutRmse(nullModel, metric));
    }

    private static double skill(double rmse, double nullRmse) {
        return nullRmse == 0 ? Double.NaN : 1 - rmse / nullRmse;
    }

    /** Returns the index of a metric; −1 if the trajectory does not have it. */
    int metricIndex(TrajectoryMetric metric) {
        return observed.metrics().indexOf(metric);
    }
}
