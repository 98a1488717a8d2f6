package org.ncollapse.network.kernel;

/**
 * What a training batch came to.
 *
 * @param lossSum the data term, summed over its samples
 * @param errors how many of them were misclassified
 */
public record BatchResult(double lossSum, int errors) {}
