package org.ncollapse.ufm.fit;

/**
 * One row of {@code ufm.csv}: theory beside observation.
 *
 * @param kind which question it answers
 * @param model {@code plain}, {@code extended-relu}, …
 * @param epoch completed epochs; −1 for what belongs to the whole run
 * @param layer {@code W2}, {@code H1}, …; empty for what belongs to the whole model
 * @param i row or index; −1 for a scalar
 * @param j column; −1 for a scalar or a vector
 * @param observed the network's; NaN where there is none
 * @param predicted the model's; NaN where there is none
 * @param relativeError of a matrix or vector by its Frobenius norm; NaN where it means nothing
 */
public record FitRow(
        Kind kind,
        String model,
        int epoch,
        String layer,
        String quantity,
        int i,
        int j,
        double observed,
        double predicted,
        double relativeError) {

    /** Ends the names of trajectories whose time is scaled by NC1 alone. */
    public static final String NC1_SCALE_SUFFIX = "_nc1_scale";

    /** Which question a row answers. */
    public enum Kind {
        /** λ_H and c by balance and by shrinkage, what is left over, and balances that need no fit. */
        ESTIMATE,
        /** A predicted quantity at the epoch's λ_H. */
        PREDICTION,
        /** An entry of a Gram matrix or of the logits, at the last captured epoch. */
        MATRIX,
        /** A singular value of the class means or a factor, at the last captured epoch. */
        SPECTRUM,
        /** A collapse metric of the network, and of the model started where it was. */
        TRAJECTORY,
        /** How well the trajectories agree, and how time was scaled. */
        SCORE
    }
}
