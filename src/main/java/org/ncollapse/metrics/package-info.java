/**
 * The metrics of neural collapse: pure functions of class statistics and a head that return records of values.
 *
 * <p>Notation: N samples of width d in K classes; h̄_k a class mean, h̄_G the mean of the class means; H̄ has the h̄_k
 * as columns and M the h̄_k − h̄_G; n(A) = A/‖A‖_F; E = (I − J/K)/√(K−1), J = 11ᵀ; w_k a row of W and w̄ their mean. In
 * code means and weights are K×d, one row per class. Standard deviations and variances are those of the population
 * unless a definition says otherwise.
 *
 * <p>A value is NaN if one quantity in its definition is undefined: the mean of an absent class, the cosine of a zero
 * vector, a division by zero, a pair of classes if there is only one. No values of features cause an exception.
 */
package org.ncollapse.metrics;
