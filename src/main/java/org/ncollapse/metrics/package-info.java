/**
 * The measures of neural collapse: pure functions from class statistics and a head to records of values.
 *
 * <p>Notation: N samples of width d in K classes; h̄_k a class mean, h̄_G the mean of the class means; H̄ has the h̄_k
 * as columns and M the h̄_k − h̄_G; n(A) = A/‖A‖_F; E = (I − J/K)/√(K−1), J = 11ᵀ; w_k a row of W and w̄ their mean. In
 * code means and weights are K×d, one row a class. Standard deviations and variances are the population's unless a
 * definition says otherwise.
 *
 * <p>One rule for edges: a value is NaN as soon as one quantity in its definition is undefined (the mean of an absent
 * class, the cosine of a zero vector, a division by zero, a pair where there is one class). Nothing here throws for
 * what features may hold.
 */
package org.ncollapse.metrics;
