package org.ncollapse.network.kernel.cuda;

/**
 * The part of a matrix product that one block of threads computes, as {@code tiles.cuh} defines it.
 *
 * @param name the end of the kernels' names
 * @param warpsM warps along the rows
 * @param warpsN warps along the columns
 * @param warpsK warps along the sum
 * @param stages parts of the operands in shared memory at once
 */
record Tile(String name, int rows, int columns, int warpsM, int warpsN, int warpsK, int stages) {

    static final Tile T128X128 = new Tile("128x128", 128, 128, 2, 4, 1, 3);
    static final Tile T128X64 = new Tile("128x64", 128, 64, 2, 2, 1, 3);
    static final Tile T64X64 = new Tile("64x64", 64, 64, 2, 2, 1, 4);
    static final Tile T128X32 = new Tile("128x32", 128, 32, 4, 1, 1, 3);
    static final Tile T128X16 = new Tile("128x16", 128, 16, 4, 1, 1, 3);
    static final Tile T32X32 = new Tile("32x32", 32, 32, 1, 1, 4, 3);
    static final Tile T32X96 = new Tile("32x96", 32, 96, 1, 3, 2, 3);
    static final Tile T16X48 = new Tile("16x48", 16, 48, 1, 1, 3, 3);

    private static final int WARP = 32;
    /** Terms of the sum that a warp takes from a stage. */
    private static final int TERMS_PER_WARP = 16;
    /** Floats between rows in shared memory, which avoid bank conflicts. */
    private static final int PADDING_OF_TERMS = 8;

    private static final int PADDING_OF_ROWS = 4;

    /** Whether the terms of the sum are adjacent in an operand's memory, or its rows (or columns). */
    enum Operand {
        TERMS_ADJACENT,
        ROWS_ADJACENT
    }

    /** The tile for arrays of any shape and alignment. */
    Tile any() {
        return new Tile(name + "_any", rows, columns, warpsM, warpsN, warpsK, stages);
    }

    int threads() {
        return WARP * warpsM * warpsN * warpsK;
    }

    /** Terms of the sum in a stage. */
    int depth() {
        return TERMS_PER_WARP * warpsK;
    }

    /** The number of tiles that cover a result. */
    long count(long resultRows, long resultColumns) {
        return ((resultRows + rows - 1) / rows) * ((resultColumns + columns - 1) / columns);
    }

    /** Bytes of dynamic shared memory for two kinds of operands. */
    int sharedBytes(Operand a, Operand b) {
        int stagesFloats = stages * (floats(rows, a) + floats(columns, b));
        int partsOfSum = (warpsK - 1) * rows * columns;
        int statistics = 2 * warpsM * columns;
        return Float.BYTES * Math.max(stagesFloats, Math.max(partsOfSum, statistics));
    }

    private int floats(int size, Operand operand) {
        return operand == Operand.TERMS_ADJACENT
                ? size * (depth() + PADDING_OF_TERMS)
                : depth() * (size + PADDING_OF_ROWS);
    }
}
