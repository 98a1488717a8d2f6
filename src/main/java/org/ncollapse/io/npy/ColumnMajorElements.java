package org.ncollapse.io.npy;

import java.io.DataInputStream;
import java.io.IOException;

/**
 * The elements of a matrix that was saved in Fortran order, column after column, returned row after row. The file can
 * only be read in its order, so the matrix is in memory, in its element type.
 */
final class ColumnMajorElements {

    private final byte[][] columns;
    private final int elementBytes;
    private int row;
    private int column;

    /**
     * Reads all columns.
     *
     * @param rows the matrix has rows × columns elements
     */
    ColumnMajorElements(DataInputStream in, int rows, int columns, int elementBytes) throws IOException {
        this.columns = new byte[columns][Math.multiplyExact(rows, elementBytes)];
        this.elementBytes = elementBytes;
        for (byte[] bytes : this.columns) {
            in.readFully(bytes);
        }
    }

    /** Writes the bytes of the next elements, row by row. */
    void read(byte[] into, int elements) {
        for (int i = 0; i < elements; i++) {
            System.arraycopy(columns[column], row * elementBytes, into, i * elementBytes, elementBytes);
            column++;
            if (column == columns.length) {
                column = 0;
                row++;
            }
        }
    }
}
