package org.ncollapse.network.kernel.cuda;

/**
 * A matrix product as it is compiled: the part of the result that one block of threads computes, and what a block
 * needs.
 *
 * @param kernel the start of the kernels' names: conv2d, conv2d_weights, linear, linear_input
 * @param name the end of the kernels' names
 * @param rows rows of the part
 * @param columns columns of the part
 * @param depth terms of the sum that are in shared memory at once
 * @param threads threads of a block
 * @param sharedBytes dynamic shared memory of a block
 * @param costFactor the cost of an element, relative to that of other tiles
 */
record Tile(
        String kernel, String name, int rows, int columns, int depth, int threads, int sharedBytes, int costFactor) {

    private static final String ANY = "_any";

    /** Whether it takes arrays of every shape and alignment. */
    boolean fitsAny() {
        return name.endsWith(ANY);
    }

    /** The number of parts that cover a result. */
    long count(long resultRows, long resultColumns) {
        return CudaEngine.blocks(resultRows, rows) * CudaEngine.blocks(resultColumns, columns);
    }
}
