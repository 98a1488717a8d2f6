package org.ncollapse.ufm.fit;

import java.util.Comparator;
import java.util.OptionalInt;

/**
 * One row of {@code ufm.csv}: an observed value and its prediction.
 *
 * @param kind what the row is about
 * @param model {@code plain}, {@code extended-relu}, …
 * @param epoch completed epochs; empty if the row is about the whole run
 * @param layer {@code W2}, {@code H1}, …; empty if the row is about the whole model
 * @param entry the position in a vector or matrix
 * @param observed the network's value; NaN if undefined
 * @param predicted the model's value; NaN if undefined
 * @param relativeError of a matrix or vector by Frobenius norms; NaN if undefined
 */
public record FitRow(
        Kind kind,
        String model,
        OptionalInt epoch,
        String layer,
        String quantity,
        Entry entry,
        double observed,
        double predicted,
        double relativeError) {

    /** The end of the names of trajectories with frozen features. */
    public static final String FROZEN_SUFFIX = "_frozen";

    /**
     * The trajectory of Σ η λ_W/(1 − μ), the time since the beginning of training in time constants of weight decay.
     */
    public static final String DECAY_TIME = "decay_time";

    /** Ascending epochs; rows about the whole run come first. */
    public static final Comparator<FitRow> BY_EPOCH =
            Comparator.comparingInt(row -> row.epoch().orElse(-1));

    /**
     * The position in a vector or matrix, from 0.
     *
     * @param i row, or index in a vector; empty for a scalar
     * @param j column; empty for a scalar or a vector
     */
    public record Entry(OptionalInt i, OptionalInt j) {
        /** A scalar's. */
        public static final Entry SCALAR = new Entry(OptionalInt.empty(), OptionalInt.empty());

        /** Returns the position in a vector. */
        public static Entry ofVector(int index) {
            return new Entry(OptionalInt.of(index), OptionalInt.empty());
        }

        /** Returns the position in a matrix. */
        public static Entry ofMatrix(int row, int column) {
            return new Entry(OptionalInt.of(row), OptionalInt.of(column));
        }
    }

    /** What a row is about. */
    public enum Kind {
        /** λ_H, the regularization strength by balance and by shrinkage, the critical strength, and residuals. */
        ESTIMATE,
        /** A quantity predicted with the epoch's λ_H. */
        PREDICTION,
        /** An entry of a Gram matrix or of the logits, at the last captured epoch. */
        MATRIX,
        /** A singular value of the class means or of a factor, at the last captured epoch. */
        SPECTRUM,
        /** A metric of the network and of the simulated model. */
        TRAJECTORY,
        /** κ, the agreement of the trajectories, and the cost. */
        SCORE,
        /** A quantity where the model's own descent ends, compared with the network at the last captured epoch. */
        DESCENT
    }
}
