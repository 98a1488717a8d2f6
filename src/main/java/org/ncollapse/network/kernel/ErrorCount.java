package org.ncollapse.network.kernel;

/**
 * Errors in some batches.
 *
 * @param errors the number of images that are misclassified or have a logit that is not finite
 */
public record ErrorCount(int batches, int errors) {}
