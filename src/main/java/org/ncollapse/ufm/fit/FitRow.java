package org.ncollapse.ufm.fit;

/**
 * One row of {@code ufm.csv}: an observed value and its prediction.
 *
 * @param kind what the row is about
 * @param model {@code plain}, {@code extended-relu}, …
 * @param epoch completed epochs; −1 if the row is about the whole run
 * @param layer {@code W2}, {@code H1}, …; empty if the row is about the whole model
 * @param i row or index; −1 for a scalar
 * @param j column; −1 for a scalar or a vector
 * @param observed the network's value; NaN if there is none
 * @param predicted the model's value; NaN if there is none
 * @param relativeError of a matrix or vector by Frobenius norms; NaN if undefined
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

    /** The end of the names of quantities at the time scale of NC1. */
    public static final String NC1_SCALE_SUFFIX = "_nc1_scale";

    /** What a row is about. */
    public enum Kind {
        /** λ_H, the regularization strength by balance and by shrinkage, its critical value, and residuals. */
        ESTIMATE,
        /** A quantity predicted with the epoch's λ_H. */
        PREDICTION,
        /** An entry of a Gram matrix or of the logits, at the last captured epoch. */
        MATRIX,
        /** A singular value of the class means or of a factor, at the last captured epoch. */
        SPECTRUM,
        /** A metric of the network and of the simulated model. */
        TRAJECTORY,
        /** The agreement of the trajectories, the time scales and the cost. */
        SCORE
    }
}
