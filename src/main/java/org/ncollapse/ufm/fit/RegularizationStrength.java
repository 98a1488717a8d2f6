package org.ncollapse.ufm.fit;

/**
 * How strong the penalties are, by two independent estimates that agree if the model holds.
 *
 * @param symbol {@code c}, {@code s} or {@code lambda_bar}
 * @param byBalance from the norms: λ_W‖W‖² = λ_H‖H‖² at every stationary point
 * @param byShrinkage from how far the mean logits stay below the targets
 * @param critical where the model's minimiser vanishes
 * @param residual how far the mean logits are from the model's form, relative
 */
record RegularizationStrength(String symbol, double byBalance, double byShrinkage, double critical, double residual) {}
