package org.ncollapse.network;

/**
 * A run of the flat parameter vector that is treated alike.
 *
 * @param layer the vertex that owns it
 * @param role what it is to the network
 * @param offset first index in the flat vector
 * @param length numbers in it
 */
public record ParameterBlock(String layer, Role role, int offset, int length) {

    /** What a parameter is; each role is decayed by a penalty of its own. */
    public enum Role {
        /** Weights of a layer before the head. */
        WEIGHT,
        /** Biases, the head's included. */
        BIAS,
        /** Gain and shift of batch normalisation. */
        BATCH_NORM,
        /** The head's weights. */
        HEAD_WEIGHT,
        /** Running mean and variance of batch normalisation: not trained, stepped by their own difference, once. */
        RUNNING_STATISTIC
    }
}
