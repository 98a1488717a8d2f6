package org.ncollapse.network;

/**
 * A range of the flat parameter vector that holds one parameter array of one layer.
 *
 * @param layer the vertex that owns it
 * @param role the role of its parameters
 * @param offset first index in the flat vector
 * @param length number of parameters
 */
public record ParameterRange(String layer, Role role, int offset, int length) {

    /** The role of a parameter. Each role has its own weight decay. */
    public enum Role {
        /** Weights of a layer before the head. */
        WEIGHT,
        /** Biases, the head's included. */
        BIAS,
        /** Scale and shift (γ, β) of batch normalization. */
        BATCH_NORM,
        /** The head's weights. */
        HEAD_WEIGHT,
        /**
         * Running mean and variance of batch normalization. They are not trained: a step moves them toward those of the
         * batch.
         */
        RUNNING_STATISTIC
    }
}
