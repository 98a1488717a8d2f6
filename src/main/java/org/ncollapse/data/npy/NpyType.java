package org.ncollapse.data.npy;

/** The element types of arrays that are read and written, all little-endian. */
public enum NpyType {
    /** IEEE single precision. */
    FLOAT32("<f4", 4),
    /** IEEE double precision. */
    FLOAT64("<f8", 8),
    /** Signed 32-bit integers. */
    INT32("<i4", 4),
    /** Signed 64-bit integers. */
    INT64("<i8", 8);

    private final String descr;
    private final int bytes;

    NpyType(String descr, int bytes) {
        this.descr = descr;
        this.bytes = bytes;
    }

    /** The type's name in the header, numpy's {@code dtype.str}. */
    public String descr() {
        return descr;
    }

    /** The bytes of one element. */
    public int bytes() {
        return bytes;
    }
}
