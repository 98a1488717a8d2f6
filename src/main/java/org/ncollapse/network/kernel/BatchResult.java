package org.ncollapse.network.kernel;

/**
 * Loss and errors of one training batch.
 *
 * @param lossSum the data term, summed over the batch's samples
 * @param errors the number of misclassified samples
 */
public record BatchResult(double lossSum, int errors) {}
