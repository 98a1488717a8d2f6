package org.ncollapse.network.kernel;

/** What an operation applies to its result in the same pass. */
public enum FusedActivation {
    NONE,
    RELU
}
