package org.ncollapse.io.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The supported element types, in either byte order. {@link NpyWriter} writes the first four, little-endian. */
public enum NpyType {
    /** IEEE single precision. */
    FLOAT32("f4", 4, ByteBuffer::getFloat, null),
    /** IEEE double precision. */
    FLOAT64("f8", 8, ByteBuffer::getDouble, null),
    /** Signed 32-bit integers. */
    INT32("i4", 4, null, ByteBuffer::getInt),
    /** Signed 64-bit integers. */
    INT64("i8", 8, null, ByteBuffer::getLong),
    /** IEEE half precision, the type of features from mixed-precision training. */
    FLOAT16("f2", 2, bytes -> half(bytes.getShort()), null),
    /** The upper half of a single, which PyTorch and safetensors write and numpy does not have. */
    BFLOAT16("bfloat16", 2, bytes -> Float.intBitsToFloat(bytes.getShort() << Short.SIZE), null),
    /** {@code longdouble} on x86: 80 bits in 16 bytes. */
    FLOAT80("f16", 16, NpyType::extended, null),
    /** Signed 16-bit integers. */
    INT16("i2", 2, null, ByteBuffer::getShort),
    /** Signed bytes. */
    INT8("i1", 1, null, ByteBuffer::get),
    /** Unsigned bytes, a common type of labels. */
    UINT8("u1", 1, null, bytes -> Byte.toUnsignedInt(bytes.get())),
    /** Unsigned 16-bit integers. */
    UINT16("u2", 2, null, bytes -> Short.toUnsignedInt(bytes.getShort())),
    /** Unsigned 32-bit integers. */
    UINT32("u4", 4, null, bytes -> Integer.toUnsignedLong(bytes.getInt())),
    /** Unsigned 64-bit integers; as a long, values from 2⁶³ on become 2⁶³ − 1, which is too large for any use here. */
    UINT64("u8", 8, null, bytes -> saturated(bytes.getLong())),
    /** Booleans: 0 and 1. */
    BOOL("b1", 1, null, bytes -> bytes.get() == 0 ? 0 : 1);

    private static final int EXTENDED_BIAS = 16383;
    private static final int EXTENDED_MAX_EXPONENT = 0x7fff;
    private static final int EXTENDED_PADDING = 6;

    private final String code;
    private final int bytes;
    private final ToDoubleFunction<ByteBuffer> floating;
    private final ToLongFunction<ByteBuffer> integer;

    NpyType(String code, int bytes, ToDoubleFunction<ByteBuffer> floating, ToLongFunction<ByteBuffer> integer) {
        this.code = code;
        this.bytes = bytes;
        this.floating = floating;
        this.integer = integer;
    }

    /** The type's name in the header, numpy's {@code dtype.str}: byte order, kind and size. */
    String descr(ByteOrder order) {
        return (bytes == 1 ? "|" : order == ByteOrder.LITTLE_ENDIAN ? "<" : ">") + code;
    }

    /** The bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether elements are integers or booleans. */
    public boolean isInteger() {
        return integer != null;
    }

    /**
     * Reads the next element; an integer becomes a double, exact up to 2⁵³.
     *
     * @throws ArithmeticException if the bytes are not a {@link #FLOAT80}
     */
    double readDouble(ByteBuffer buffer) {
        return integer == null ? floating.applyAsDouble(buffer) : integer.applyAsLong(buffer);
    }

    /** Reads the next element of an integer type. */
    long readLong(ByteBuffer buffer) {
        return integer.applyAsLong(buffer);
    }

    private static long saturated(long bits) {
        return bits < 0 ? Long.MAX_VALUE : bits;
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

    /**
     * Sign and 15 bits of exponent, 64 bits of significand whose first bit is 1 unless the exponent is 0, and 48 unused
     * bits, which numpy does not clear.
     */
    private static double extended(ByteBuffer buffer) {
        int start = buffer.position();
        boolean little = buffer.order() == ByteOrder.LITTLE_ENDIAN;
        long significand = buffer.getLong(little ? start : start + EXTENDED_PADDING + Short.BYTES);
        short signAndExponent = buffer.getShort(little ? start + Long.BYTES : start + EXTENDED_PADDING);
        buffer.position(start + FLOAT80.bytes);
        int exponent = signAndExponent & EXTENDED_MAX_EXPONENT;
        if (exponent != 0 && significand >= 0) {
            throw new ArithmeticException("not an 80-bit number");
        }
        if (exponent == EXTENDED_MAX_EXPONENT) {
            boolean infinite = significand == Long.MIN_VALUE;
            return !infinite ? Double.NaN : signAndExponent < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        // The last bit is kept as a sticky bit, so that the conversion of the unsigned number rounds once.
        double halved = significand >>> 1 | significand & 1;
        double magnitude = Math.scalb(halved, Math.max(exponent, 1) - EXTENDED_BIAS - Long.SIZE + 2);
        return signAndExponent < 0 ? -magnitude : magnitude;
    }

    /**
     * Returns whether elements of {@link #FLOAT80} are 128-bit numbers, which other machines write under the same name:
     * all that 80-bit numbers use is zero, and something else is not. Single zeros may be followed by unused bits.
     */
    static boolean areQuadruple(byte[] elements, int count, ByteOrder order) {
        boolean little = order == ByteOrder.LITTLE_ENDIAN;
        boolean hasOtherBits = false;
        for (int i = 0; i < count * FLOAT80.bytes; i++) {
            int place = i % FLOAT80.bytes;
            boolean used = little ? place < Long.BYTES + Short.BYTES : place >= EXTENDED_PADDING;
            if (used && elements[i] != 0) {
                return false;
            }
            hasOtherBits |= elements[i] != 0;
        }
        return hasOtherBits;
    }
}
