package org.ncollapse.network.kernel.cuda;

/**
 * Selects the tile of a product by its shape and the number of multiprocessors, never by timing: so equal seeds give
 * equal bytes on one kind of GPU. A large tile reads less memory; but each multiprocessor should have one.
 *
 * @param multiprocessors of the GPU
 */
record TileSelection(int multiprocessors) {

    /** The largest number of parts of the sum of a weight gradient; their sums are added by a second kernel. */
    private static final int MAX_SPLITS = 256;

    /** Stages of the sum that a part has at least. */
    private static final int MIN_STAGES_PER_SPLIT = 8;

    /** Blocks per multiprocessor that hide the memory's latency. */
    private static final int BLOCKS_PER_MULTIPROCESSOR = 2;

    /** For a convolution, forward or with respect to its input. */
    Tile conv2d(long positions, int inChannels, int outChannels) {
        if (inChannels % 4 != 0) {
            return (outChannels <= 16 ? Tile.T128X16 : Tile.T64X64).any();
        }
        if (outChannels <= 16) {
            return Tile.T128X16;
        }
        if (outChannels <= 32) {
            return Tile.T128X32;
        }
        if (outChannels >= 128 && fills(Tile.T128X128, positions, outChannels)) {
            return Tile.T128X128;
        }
        return fills(Tile.T128X64, positions, outChannels) ? Tile.T128X64 : Tile.T64X64;
    }

    /** For the gradient of a convolution's weights: {@code outChannels} × {@code columns}. */
    Tile conv2dWeights(int inChannels, int outChannels, int columns) {
        if (inChannels % 4 != 0 || outChannels % 4 != 0) {
            return (outChannels <= 16 ? Tile.T16X48 : Tile.T64X64).any();
        }
        if (outChannels <= 16) {
            return Tile.T16X48;
        }
        if (outChannels <= 32) {
            return Tile.T32X96;
        }
        return outChannels >= 128 && columns >= 128 && fills(Tile.T128X128, outChannels, columns)
                ? Tile.T128X128
                : Tile.T64X64;
    }

    /** The number of parts into which the sum over {@code positions} of a weight gradient is split. */
    int splits(Tile tile, int outChannels, int columns, long positions) {
        long tiles = tile.count(outChannels, columns);
        long wanted = ((long) BLOCKS_PER_MULTIPROCESSOR * multiprocessors + tiles - 1) / tiles;
        long possible = Math.max(1, positions / ((long) MIN_STAGES_PER_SPLIT * tile.depth()));
        return (int) Math.min(MAX_SPLITS, Math.min(wanted, possible));
    }

    /**
     * For the products of fully connected layers.
     *
     * @param aligned whether rows start at multiples of 16 bytes
     */
    Tile linear(int rows, int columns, boolean aligned) {
        Tile tile = fills(Tile.T64X64, rows, columns) ? Tile.T64X64 : Tile.T32X32;
        return aligned ? tile : tile.any();
    }

    /** For the gradient of a fully connected layer's weights, {@code outputs} × {@code inputs}. */
    Tile linearWeights(int inputs, int outputs) {
        if (inputs % 4 != 0 || outputs % 4 != 0) {
            return (outputs <= 16 ? Tile.T16X48 : Tile.T64X64).any();
        }
        return fills(Tile.T64X64, outputs, inputs) ? Tile.T64X64 : Tile.T32X32;
    }

    /** The number of rows of a block of the backward pass of batch normalization. */
    int batchNormRows(int rows, int channels) {
        int groups = (channels + 31) / 32;
        int blocks = Math.max(1, 4 * multiprocessors / groups);
        return Math.max(64, ((rows + blocks - 1) / blocks + 63) / 64 * 64);
    }

    private boolean fills(Tile tile, long rows, long columns) {
        return tile.count(rows, columns) >= multiprocessors;
    }
}
