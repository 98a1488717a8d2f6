package org.ncollapse.network.kernel;

/** A pass over a split in inference mode. */
public interface InferenceLoop {

    /** The number of batches in the split. */
    int batches();

    /** Runs the batches from {@code first} on: one on the CPU, several on a GPU. */
    InferenceResult run(int first);
}
