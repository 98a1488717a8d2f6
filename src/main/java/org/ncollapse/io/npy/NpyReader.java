package org.ncollapse.io.npy;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.ncollapse.io.BadInputException;

/**
 * Reads one array in numpy's format, front to back, whole or piece by piece.
 *
 * <p>The header's shape is believed only once it agrees with the size of what is read. Not for several threads.
 */
public final class NpyReader implements Closeable {

    private static final int BUFFER = 1 << 16;

    private final String name;
    private final DataInputStream in;
    private final NpyHeader header;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private long left;

    private NpyReader(String name, DataInputStream in, NpyHeader header) {
        this.name = name;
        this.in = in;
        this.header = header;
        this.left = header.size();
    }

    /**
     * Opens a {@code .npy} file.
     *
     * @throws BadInputException if it is not one, or not as long as its header says
     */
    public static NpyReader open(Path file) {
        try {
            return open(Files.newInputStream(file), Files.size(file), file.toString());
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e, e);
        }
    }

    /**
     * Opens an array.
     *
     * @param source the array, header first; closed with the reader
     * @param bytes how many bytes the source has
     * @param name what messages call it
     */
    static NpyReader open(InputStream source, long bytes, String name) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(source, BUFFER));
        try {
            NpyHeader.ParsedHeader encoded = NpyHeader.read(in, name);
            if (encoded.header().bytes() != bytes - encoded.length()) {
                throw new BadInputException(
                        name + " has " + (bytes - encoded.length()) + " bytes of data, and its header ("
                                + encoded.header().type().descr() + ", shape "
                                + encoded.header().shape() + ") says "
                                + encoded.header().bytes());
            }
            return new NpyReader(name, in, encoded.header());
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** The array's type and shape. */
    public NpyHeader header() {
        return header;
    }

    /**
     * Reads the next elements; integers become doubles, exact up to 2⁵³.
     *
     * @param values receives them
     * @param offset the place of the first
     * @param length how many at most
     * @return how many were read: fewer than asked for only at the end, then 0
     */
    public int read(double[] values, int offset, int length) {
        return switch (header.type()) {
            // Large arrays are of these types: read by an element's own method, half as fast.
            case FLOAT32 -> forEach(length, i -> values[offset + i] = buffer.getFloat());
            case FLOAT64 -> forEach(length, i -> values[offset + i] = buffer.getDouble());
            default -> forEach(length, i -> values[offset + i] = header.type().readDouble(buffer));
        };
    }

    /**
     * Reads the rest of an array of whole numbers.
     *
     * @throws BadInputException if the elements are not integers, or one does not fit 32 bits
     */
    public int[] readInts() {
        if (!header.type().isInteger()) {
            throw new BadInputException(name + " holds " + header.type().descr()
                    + "; whole numbers are expected: save it with .astype('int64')");
        }
        int[] values = new int[arrayLength()];
        forEach(values.length, i -> {
            long value = header.type().readLong(buffer);
            if (value != (int) value) {
                throw new BadInputException(name + " holds " + value + " at " + i + ", too large for 32 bits");
            }
            values[i] = (int) value;
        });
        return values;
    }

    /** Reads the rest of the array. */
    public double[] readDoubles() {
        double[] values = new double[arrayLength()];
        read(values, 0, values.length);
        return values;
    }

    private int arrayLength() {
        if (left > Integer.MAX_VALUE - Long.BYTES) {
            throw new BadInputException(name + " has " + left + " elements, too many for memory");
        }
        return (int) left;
    }

    /** Fills the buffer as often as needed and calls the reader of an element with 0, 1, …. */
    private int forEach(int most, IntConsumer readElement) {
        int count = (int) Math.min(most, left);
        int size = header.type().bytes();
        try {
            for (int done = 0; done < count; ) {
                int piece = Math.min(count - done, BUFFER / size);
                in.readFully(buffer.array(), 0, piece * size);
                buffer.clear();
                for (int i = done; i < done + piece; i++) {
                    readElement.accept(i);
                }
                done += piece;
            }
        } catch (EOFException e) {
            throw new BadInputException(name + " ends before its last element", e);
        } catch (IOException e) {
            throw new BadInputException(name + " cannot be read: " + e, e);
        }
        left -= count;
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
