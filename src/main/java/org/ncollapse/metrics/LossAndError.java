package org.ncollapse.metrics;

/**
 * Loss, objective and error of the network on one split, with the fixed weights at the end of an epoch.
 *
 * @param loss the data term alone: (1/2N)Σ‖z − e‖² or the mean cross-entropy
 * @param objective the data term with all penalties; NaN except on the training split
 * @param error the fraction of samples that are misclassified
 */
public record LossAndError(double loss, double objective, double error) {

    /** Returns the values for a layer that the head does not read: all are NaN. */
    public static LossAndError allNaN() {
        return new LossAndError(Double.NaN, Double.NaN, Double.NaN);
    }
}
