package org.ncollapse.training;

import org.ncollapse.network.Network;
import org.ncollapse.network.ParameterRange;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.ObjectiveSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.WeightDecay;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.HeadEvaluator;

/**
 * The function that training minimizes: the data term plus the penalties ½ Σ λ‖·‖² of the parameters and ½ λ Σ‖h_i‖² of
 * the features.
 *
 * @param loss the data term
 * @param weightDecay λ of each kind of parameter
 * @param featureDecay λ of the features at one tap
 */
public record Objective(Loss loss, WeightDecay weightDecay, FeatureDecay featureDecay) {

    /** Parameters that are read from the network at once. */
    private static final int CHUNK = 1 << 14;

    /** Returns the objective of an experiment. */
    public static Objective of(ObjectiveSpec spec) {
        return new Objective(spec.loss(), spec.weightDecay(), spec.featureDecay());
    }

    /** Returns λ of the parameters with a role. The running statistics of batch normalization have no penalty. */
    public double lambda(ParameterRange.Role role) {
        return switch (role) {
            case WEIGHT -> weightDecay.weights();
            case BIAS -> weightDecay.biases();
            case BATCH_NORM -> weightDecay.batchNorm();
            case HEAD_WEIGHT -> weightDecay.head();
            case RUNNING_STATISTIC -> 0;
        };
    }

    /** Returns the data term over the samples that an evaluator has received. */
    public double dataTerm(HeadEvaluator evaluator) {
        return loss == Loss.MSE ? evaluator.mseLoss() : evaluator.crossEntropy();
    }

    /** Returns the penalty ½ λ Σ‖h_i‖² of the features at {@link FeatureDecay#tap}, given their statistics. */
    public double penalty(FeatureStatistics features) {
        return featureDecay.lambda() == 0 ? 0 : featureDecay.lambda() / 2 * features.squaredNorm();
    }

    /** Returns the penalty ½ Σ λ‖·‖² of a network's current parameters, in double precision. */
    public double penalty(Network network) {
        double penalty = 0;
        FloatVector parameters = network.parameterVector();
        float[] chunk = new float[CHUNK];
        for (ParameterRange range : network.parameterRanges()) {
            double lambda = lambda(range.role());
            double squaredNorm = 0;
            for (int from = 0; lambda > 0 && from < range.length(); from += CHUNK) {
                int count = Math.min(CHUNK, range.length() - from);
                parameters.read(range.offset() + from, chunk, count);
                for (int i = 0; i < count; i++) {
                    squaredNorm += (double) chunk[i] * chunk[i];
                }
            }
            penalty += lambda / 2 * squaredNorm;
        }
        return penalty;
    }
}
