package org.ncollapse.metrics;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * The squared distances ‖row_i − row_j‖² of all pairs j &lt; i of a matrix's rows, K²d/2 operations, without a matrix
 * of all pairs. Differences are taken before they are squared, so that distances far below the norms keep their digits.
 * Each sum runs over the columns in order: the bits depend neither on the blocks nor on the number of threads.
 */
final class RowDistances {

    private static final int TILE = 16;
    private static final int BLOCK = 256;
    /** From this number of rows on, all processors share the work. */
    private static final int PARALLEL_ROWS = 4096;

    private final DMatrixRMaj rows;
    /** Blocks of {@value #BLOCK} rows, each transposed, so that the inner loop is over rows and is vectorized. */
    private final double[][] blocks;

    private RowDistances(DMatrixRMaj rows) {
        this.rows = rows;
        blocks = new double[(rows.numRows + BLOCK - 1) / BLOCK][];
        for (int b = 0; b < blocks.length; b++) {
            int count = Math.min(BLOCK, rows.numRows - b * BLOCK);
            blocks[b] = new double[count * rows.numCols];
            for (int j = 0; j < count; j++) {
                for (int l = 0; l < rows.numCols; l++) {
                    blocks[b][l * count + j] = rows.get(b * BLOCK + j, l);
                }
            }
        }
    }

    /** Receives the squared distances of row i from the rows 0 to i − 1, the first i values of an array. */
    @FunctionalInterface
    interface Consumer {
        void accept(int i, double[] squares);
    }

    /** Passes the distances of every row from the rows before it, in order. */
    static void forEachRow(DMatrixRMaj rows, Consumer consumer) {
        RowDistances distances = new RowDistances(rows);
        double[][] squares = new double[Math.min(TILE, rows.numRows)][rows.numRows];
        for (int first = 0; first < rows.numRows; first += TILE) {
            int from = first;
            int count = Math.min(TILE, rows.numRows - first);
            IntStream blocks = IntStream.rangeClosed(0, (first + count - 1) / BLOCK);
            (rows.numRows < PARALLEL_ROWS ? blocks : blocks.parallel()).forEach(block -> {
                for (int i = 0; i < count; i++) {
                    distances.compute(from + i, block, squares[i]);
                }
            });
            for (int i = 0; i < count; i++) {
                consumer.accept(first + i, squares[i]);
            }
        }
    }

    private void compute(int i, int block, double[] squares) {
        int count = blocks[block].length / rows.numCols;
        double[] sums = new double[count];
        for (int l = 0; l < rows.numCols; l++) {
            addSquares(rows.get(i, l), blocks[block], l * count, sums);
        }
        System.arraycopy(sums, 0, squares, block * BLOCK, count);
    }

    /** A separate method over whole arrays, which the JIT compiler vectorizes. */
    private static void addSquares(double value, double[] others, int from, double[] sums) {
        for (int j = 0; j < sums.length; j++) {
            double difference = value - others[from + j];
            sums[j] += difference * difference;
        }
    }
}
