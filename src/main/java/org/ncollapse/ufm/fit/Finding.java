package org.ncollapse.ufm.fit;

import java.util.List;
import org.ncollapse.ufm.Comparison;

/**
 * What a verdict is made of: one model's results at the last captured epoch, and its pursuit of the network.
 *
 * @param strength by both estimates there
 * @param balance {@link Candidate#balance} there
 * @param comparisons every prediction there; none where the model predicts nothing but zero
 */
record Finding(Candidate candidate, Strength strength, double balance, List<Comparison> comparisons, Pursuit pursuit) {}
