package org.ncollapse.ufm.fit;

import org.ncollapse.ufm.StrengthSymbol;

/**
 * The strength of the regularization, by balance of norms and by shrinkage of logits. Near collapse their ratio is the
 * cosine between W and H̄ᵀ wherever W is stationary, so they are not independent.
 *
 * @param symbol which number it is
 * @param byBalance from the norms: λ_W‖W‖² = λ_H‖H‖² at every stationary point
 * @param byShrinkage from the mean logits alone
 * @param critical the critical strength: from it on, the model's minimizer is zero
 * @param residual relative deviation of the mean logits from the model's form
 */
record RegularizationStrength(
        StrengthSymbol symbol, double byBalance, double byShrinkage, double critical, double residual) {}
