package org.ncollapse.io.npy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes one array in numpy's format, in any number of chunks, so that it may be larger than memory.
 *
 * <p>Elements are in C order (the last index is fastest). Does not close the stream.
 */
public final class NpyWriter {

    private static final int BUFFER = 1 << 16;

    private final OutputStream out;
    private final NpyHeader header;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private long remaining;

    /** Writes the header; {@link NpyHeader#size()} elements must follow. */
    public NpyWriter(OutputStream out, NpyHeader header) throws IOException {
        this.out = out;
        this.header = header;
        this.remaining = header.size();
        out.write(header.encode());
    }

    /** Writes the next elements of a {@link NpyType#FLOAT32} array. */
    public void write(float[] values, int offset, int length) throws IOException {
        begin(NpyType.FLOAT32, length);
        for (int i = offset; i < offset + length; i++) {
            flushIfFull();
            buffer.putFloat(values[i]);
        }
        end();
    }

    /** Writes the next elements of a {@link NpyType#FLOAT64} array. */
    public void write(double[] values, int offset, int length) throws IOException {
        begin(NpyType.FLOAT64, length);
        for (int i = offset; i < offset + length; i++) {
            flushIfFull();
            buffer.putDouble(values[i]);
        }
        end();
    }

    /** Writes the next elements of an {@link NpyType#INT32} array. */
    public void write(int[] values, int offset, int length) throws IOException {
        begin(NpyType.INT32, length);
        for (int i = offset; i < offset + length; i++) {
            flushIfFull();
            buffer.putInt(values[i]);
        }
        end();
    }

    /** Writes the next elements of an {@link NpyType#INT64} array. */
    public void write(long[] values, int offset, int length) throws IOException {
        begin(NpyType.INT64, length);
        for (int i = offset; i < offset + length; i++) {
            flushIfFull();
            buffer.putLong(values[i]);
        }
        end();
    }

    /** The number of elements that are not written yet. */
    public long remaining() {
        return remaining;
    }

    private void begin(NpyType type, int length) {
        if (type != header.type()) {
            throw new IllegalArgumentException(type + " elements for an array of " + header.type());
        }
        if (length > remaining) {
            throw new IllegalArgumentException(
                    length + " elements, but only " + remaining + " of shape " + header.shape() + " are left");
        }
        remaining -= length;
    }

    private void flushIfFull() throws IOException {
        if (buffer.remaining() < header.type().bytes()) {
            end();
        }
    }

    private void end() throws IOException {
        out.write(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
