package org.ncollapse.ufm;

/**
 * One quantity beside its prediction.
 *
 * @param layer         {@code W2}, {@code H1}, …; empty for what belongs to the whole model
 * @param quantity      {@code objective}, {@code logits}, {@code bias}, {@code squared_norm}, {@code singular_values}, {@code mean_norm}, {@code gram}
 * @param observed      a scalar; of a matrix or vector its Frobenius norm
 * @param predicted     likewise
 * @param relativeError abs(observed − predicted)/abs(predicted); of a matrix or vector ‖observed − predicted‖_F/‖predicted‖_F
 */
public record Comparison(String layer, String quantity, double observed, double predicted, double relativeError) {
}
