package org.ncollapse.network.kernel;

/**
 * A run of the flat vectors that is stepped alike.
 *
 * @param offset first index
 * @param length numbers in it
 * @param trained false for running statistics, whose slope is what the step takes from them
 * @param weightDecay λ; 0 for what is not trained
 */
public record ParameterGroup(int offset, int length, boolean trained, double weightDecay) {}
