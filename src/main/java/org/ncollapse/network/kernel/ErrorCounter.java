package org.ncollapse.network.kernel;

/** Counts misclassified images. */
public interface ErrorCounter {

    /** The number of batches in the split. */
    int batches();

    /** Runs batches from {@code first} on. */
    ErrorCount run(int first);
}
