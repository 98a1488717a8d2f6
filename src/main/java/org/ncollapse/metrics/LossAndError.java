package org.ncollapse.metrics;

/**
 * How well the network does on one split at the end of an epoch, with fixed weights.
 *
 * @param loss the data term alone: (1/2N)Σ‖z − e‖² or the mean cross-entropy
 * @param objective the data term with all penalties; NaN off the training split
 * @param error the share misclassified
 */
public record LossAndError(double loss, double objective, double error) {}
