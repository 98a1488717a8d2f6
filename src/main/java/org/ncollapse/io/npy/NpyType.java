package org.ncollapse.io.npy;

import java.nio.ByteBuffer;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The supported element types, all little-endian. {@link NpyWriter} writes the first four. */
public enum NpyType {
    /** IEEE single precision. */
    FLOAT32("<f4", 4, ByteBuffer::getFloat, null),
    /** IEEE double precision. */
    FLOAT64("<f8", 8, ByteBuffer::getDouble, null),
    /** Signed 32-bit integers. */
    INT32("<i4", 4, null, ByteBuffer::getInt),
    /** Signed 64-bit integers. */
    INT64("<i8", 8, null, ByteBuffer::getLong),
    /** IEEE half precision, the type of features from mixed-precision training. */
    FLOAT16("<f2", 2, bytes -> half(bytes.getShort()), null),
    /** Signed 16-bit integers. */
    INT16("<i2", 2, null, ByteBuffer::getShort),
    /** Signed bytes. */
    INT8("|i1", 1, null, ByteBuffer::get),
    /** Unsigned bytes, a common type of labels. */
    UINT8("|u1", 1, null, bytes -> Byte.toUnsignedInt(bytes.get()));

    private final String descr;
    private final int bytes;
    private final ToDoubleFunction<ByteBuffer> floating;
    private final ToLongFunction<ByteBuffer> integer;

    NpyType(String descr, int bytes, ToDoubleFunction<ByteBuffer> floating, ToLongFunction<ByteBuffer> integer) {
        this.descr = descr;
        this.bytes = bytes;
        this.floating = floating;
        this.integer = integer;
    }

    /** The type's name in the header, numpy's {@code dtype.str}. */
    public String descr() {
        return descr;
    }

    /** The bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether elements are integers. */
    public boolean isInteger() {
        return integer != null;
    }

    /** Reads the next element; an integer becomes a double, exact up to 2⁵³. */
    double readDouble(ByteBuffer buffer) {
        return integer == null ? floating.applyAsDouble(buffer) : integer.applyAsLong(buffer);
    }

    /** Reads the next element of an integer type. */
    long readLong(ByteBuffer buffer) {
        return integer.applyAsLong(buffer);
    }

    /** Sign, 5 bits of exponent, 10 of fraction. */
    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude = switch (exponent) {
            case 0 -> Math.scalb((double) fraction, -24);
            case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb((double) (0x400 | fraction), exponent - 25);
        };
        return bits < 0 ? -magnitude : magnitude;
    }
}
