package org.ncollapse.network.kernel.cuda;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Selects the tile of a product by its shape and the number of multiprocessors, never by timing: so equal seeds give
 * equal bytes on one kind of GPU. The rules are those of {@code kernels.cu}: the least cost, the first of equals.
 */
final class TileSelection {

    private static final String TABLE = "products.tsv";
    /** Blocks per multiprocessor that the parts of a weight gradient's sum are to make. */
    private static final int BLOCKS_PER_MULTIPROCESSOR = 2;
    /** Stages of the sum that such a part has at least. */
    private static final int MIN_STAGES_PER_SPLIT = 8;

    private static final List<Tile> TILES = read();

    private final int multiprocessors;
    private final List<Tile> tiles;

    /** @param multiprocessors of the GPU */
    TileSelection(int multiprocessors) {
        this(multiprocessors, TILES);
    }

    /** @param tiles those to select from, for measurements of single tiles */
    TileSelection(int multiprocessors, List<Tile> tiles) {
        this.multiprocessors = multiprocessors;
        this.tiles = List.copyOf(tiles);
    }

    /** All tiles that the kernels are compiled for. */
    static List<Tile> all() {
        return TILES;
    }

    /** A tile for the gradient of weights, and the number of parts into which its sum is split. */
    record Split(Tile tile, int splits) {}

    private static List<Tile> read() {
        try (InputStream in = TileSelection.class.getResourceAsStream(TABLE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).map(TileSelection::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Tile parse(String line) {
        String[] cells = line.split("\t", -1);
        int[] numbers = new int[cells.length];
        for (int i = 2; i < cells.length; i++) {
            numbers[i] = Integer.parseInt(cells[i]);
        }
        return new Tile(cells[0], cells[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7]);
    }

    /**
     * For a convolution, forward or with respect to its input.
     *
     * @param positions rows of the result, in each of {@code grids} products
     * @param read channels that are read
     * @param written channels that are written
     */
    Tile conv2d(long positions, int grids, int read, int written) {
        return cheapest("conv2d", read % 4 == 0, tile -> cost(tile, grids * tile.count(positions, written)));
    }

    /** For the output of a fully connected layer. */
    Tile linear(int rows, int outputs, boolean aligned) {
        return cheapest("linear", aligned, tile -> cost(tile, tile.count(rows, outputs)));
    }

    /** For the gradient of a fully connected layer's input. */
    Tile linearInput(int rows, int inputs, boolean aligned) {
        return cheapest("linear_input", aligned, tile -> cost(tile, tile.count(rows, inputs)));
    }

    /**
     * For the gradient of a convolution's weights, {@code written} × {@code columns}.
     *
     * @param positions terms of the sum
     */
    Split conv2dWeights(long positions, int read, int written, int columns) {
        Tile tile = cheapest("conv2d_weights", read % 4 == 0 && written % 4 == 0, candidate -> {
            long splits = splits(candidate, positions, written, columns);
            long stages = CudaEngine.blocks(positions, candidate.depth());
            return cost(candidate, candidate.count(written, columns) * splits)
                    * CudaEngine.blocks(stages, splits)
                    * candidate.depth();
        });
        return new Split(tile, splits(tile, positions, written, columns));
    }

    /** For the gradient of a fully connected layer's weights, {@code outputs} × {@code inputs}. */
    Tile linearWeights(int rows, int inputs, int outputs) {
        return cheapest(
                "conv2d_weights",
                inputs % 4 == 0 && outputs % 4 == 0,
                tile -> cost(tile, tile.count(outputs, inputs)) * CudaEngine.blocks(rows, tile.depth()) * tile.depth());
    }

    /** The number of blocks of a pass of batch normalization over all elements. */
    long batchNormBlocks(int rows, int channels) {
        return Math.min(8L * multiprocessors, CudaEngine.blocks((long) rows * channels, 1024));
    }

    /** The number of rows of a block of the backward pass of batch normalization. */
    int batchNormRows(int rows, int channels) {
        long wanted = CudaEngine.blocks((long) rows * CudaEngine.blocks(channels, 32), 4L * multiprocessors);
        return (int) Math.max(64, CudaEngine.blocks(wanted, 64) * 64);
    }

    private int splits(Tile tile, long positions, int written, int columns) {
        long stages = CudaEngine.blocks(positions, tile.depth());
        return (int) Math.max(
                1,
                Math.min(
                        (long) BLOCKS_PER_MULTIPROCESSOR * multiprocessors / tile.count(written, columns),
                        stages / MIN_STAGES_PER_SPLIT));
    }

    private double cost(Tile tile, long blocks) {
        return (double) CudaEngine.blocks(blocks, multiprocessors) * tile.rows() * tile.columns() * tile.costFactor();
    }

    /** @param vectors whether the arrays suit tiles that read four floats at once */
    private Tile cheapest(String kernel, boolean vectors, ToDoubleFunction<Tile> cost) {
        return tiles.stream()
                .filter(tile -> tile.kernel().equals(kernel) && tile.fitsAny() != vectors)
                .min(Comparator.comparingDouble(cost))
                .orElseThrow();
    }
}
