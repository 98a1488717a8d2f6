package org.ncollapse.network.kernel;

/**
 * A range of the flat parameter vector that {@link OptimizerStep} updates in one way: a {@code ParameterRange} of the
 * network with its weight decay.
 *
 * @param offset first index of the range
 * @param length number of parameters in it
 * @param trained false for running statistics, whose gradient is the amount to subtract from them
 * @param weightDecay λ; 0 for what is not trained
 */
public record ParameterGroup(int offset, int length, boolean trained, double weightDecay) {}
