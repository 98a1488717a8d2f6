package org.ncollapse.io.npy;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;
import org.ncollapse.io.BadInputException;
import org.ncollapse.text.NumberText;

/**
 * Reads one array sequentially, at once or in chunks.
 *
 * <p>The shape in the header of a {@code .npy} file is checked against the size of the data. Not thread-safe.
 */
public final class NpyReader implements Closeable {

    private static final int BUFFER = 1 << 16;

    private final String name;
    private final DataInputStream in;
    private final NpyHeader header;
    private final ByteBuffer buffer;
    private ColumnMajorElements columns;
    private long left;

    private NpyReader(String name, DataInputStream in, NpyHeader header) {
        this.name = name;
        this.in = in;
        this.header = header;
        this.buffer = ByteBuffer.allocate(BUFFER).order(header.byteOrder());
        this.left = header.size();
    }

    /**
     * Opens a {@code .npy} file.
     *
     * @throws BadInputException if it is not such a file, or its length does not match its header
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
     * @param bytes the number of bytes of the source
     * @param name the array's name, for messages
     */
    static NpyReader open(InputStream source, long bytes, String name) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(source, BUFFER));
        try {
            NpyHeader.ParsedHeader parsed = NpyHeader.read(in, name);
            if (parsed.header().bytes() != bytes - parsed.length()) {
                throw new BadInputException(
                        "header of " + name + ": " + parsed.header().dtype() + ", shape "
                                + parsed.header().shape() + ", which needs "
                                + parsed.header().bytes() + " bytes; found " + (bytes - parsed.length()) + " bytes");
            }
            return new NpyReader(name, in, parsed.header());
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /**
     * Returns a reader of an array from a file of another format.
     *
     * @param header its type and shape
     * @param elements its elements; closed with the reader
     * @param name the array's name, for messages
     */
    public static NpyReader of(NpyHeader header, InputStream elements, String name) {
        return new NpyReader(name, new DataInputStream(new BufferedInputStream(elements, BUFFER)), header);
    }

    /** The array's type and shape. */
    public NpyHeader header() {
        return header;
    }

    /**
     * Reads the next elements; integers become doubles, exact up to 2⁵³.
     *
     * @param values receives the elements
     * @param offset the index of the first
     * @param length the maximum number
     * @return the number of elements read; less than {@code length} only at the end
     */
    public int read(double[] values, int offset, int length) {
        return switch (header.type()) {
            // Large arrays have these types. Through readDouble they would be read half as fast.
            case FLOAT32 -> forEach(length, i -> values[offset + i] = buffer.getFloat());
            case FLOAT64 -> forEach(length, i -> values[offset + i] = buffer.getDouble());
            default -> forEach(length, i -> values[offset + i] = header.type().readDouble(buffer));
        };
    }

    /**
     * Reads the rest of an array of integers, booleans or whole floating-point numbers.
     *
     * @throws BadInputException if an element is not whole, or does not fit 32 bits
     */
    public int[] readInts() {
        int[] values = new int[arrayLength()];
        forEach(values.length, i -> {
            if (header.type().isInteger()) {
                values[i] = toInt(header.type().readLong(buffer), i);
            } else {
                double value = header.type().readDouble(buffer);
                if (value != Math.rint(value) || Double.isInfinite(value)) {
                    throw new BadInputException(name + " has the value " + value + " at " + i
                            + "; expected whole numbers, and -1 for a sample without a class");
                }
                values[i] = toInt((long) value, i);
            }
        });
        return values;
    }

    /**
     * Reads the rest of an array of integers.
     *
     * @throws BadInputException if the elements are not integers
     */
    public long[] readLongs() {
        requireIntegers();
        long[] values = new long[arrayLength()];
        forEach(values.length, i -> values[i] = header.type().readLong(buffer));
        return values;
    }

    private void requireIntegers() {
        if (!header.type().isInteger()) {
            throw new BadInputException(name + " has elements of type " + header.dtype()
                    + "; expected integers: save it with .astype('int64')");
        }
    }

    private int toInt(long value, int index) {
        if (value != (int) value) {
            throw new BadInputException(name + " has the value " + value + " at " + index
                    + ", too large for 32 bits; number the classes with numpy.unique(x, return_inverse=True)[1]");
        }
        return (int) value;
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

    /** Calls {@code readElement} with 0, 1, … after filling the buffer. */
    private int forEach(int max, IntConsumer readElement) {
        int count = (int) Math.min(max, left);
        int size = header.type().bytes();
        try {
            for (int done = 0; done < count; ) {
                int piece = Math.min(count - done, BUFFER / size);
                if (header.columnMajor()) {
                    columns().read(buffer.array(), piece);
                } else {
                    in.readFully(buffer.array(), 0, piece * size);
                }
                buffer.clear();
                if (header.type() == NpyType.FLOAT80
                        && NpyType.areQuadruple(buffer.array(), piece, header.byteOrder())) {
                    throw new ArithmeticException("128-bit numbers");
                }
                for (int i = done; i < done + piece; i++) {
                    readElement.accept(i);
                }
                done += piece;
            }
        } catch (EOFException e) {
            throw new BadInputException(name + " ends before its last element", e);
        } catch (IOException e) {
            throw new BadInputException(name + " cannot be read: " + e, e);
        } catch (ArithmeticException e) {
            throw new BadInputException(
                    name + " has elements of type " + header.dtype()
                            + " that are not the 80-bit numbers of x86; save it with .astype('float64')",
                    e);
        }
        left -= count;
        return count;
    }

    /** Returns the elements of an array in Fortran order, which are read at the first call. */
    private ColumnMajorElements columns() throws IOException {
        if (columns == null) {
            List<Long> shape = header.shape();
            long available = Runtime.getRuntime().maxMemory() / 2;
            long columnBytes = shape.get(0) * header.type().bytes();
            if (shape.size() > 2 || header.bytes() > available || columnBytes > Integer.MAX_VALUE - Long.BYTES) {
                throw new BadInputException(name + " is in Fortran order, of shape " + shape + " and "
                        + NumberText.bytes(header.bytes()) + "; matrices in this order are read into memory, up to "
                        + NumberText.bytes(available) + " here: save it with numpy.ascontiguousarray");
            }
            columns = new ColumnMajorElements(
                    in,
                    shape.get(0).intValue(),
                    shape.get(1).intValue(),
                    header.type().bytes());
        }
        return columns;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
