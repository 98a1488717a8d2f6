package org.ncollapse.network.kernel;

/**
 * A flat vector of float32 numbers on the host or on a GPU. It is read and written in chunks, because what is saved and
 * restored may be larger than the heap.
 */
public interface FloatVector {

    /** The number of elements. */
    int length();

    /** Copies {@code count} elements, from index {@code from} on, to the start of {@code into}. */
    void read(int from, float[] into, int count);

    /** Copies the first {@code count} elements of {@code values} to index {@code from} on. */
    void write(int from, float[] values, int count);
}
