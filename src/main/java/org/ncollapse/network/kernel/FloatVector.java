package org.ncollapse.network.kernel;

/**
 * A flat vector of float32 numbers, wherever it lies, read and written piece by piece: what is saved and restored may
 * be larger than the heap.
 */
public interface FloatVector {

    /** How many there are. */
    int length();

    /** Copies {@code count} numbers from place {@code from} on to the front of an array. */
    void read(int from, float[] into, int count);

    /** Copies {@code count} numbers from the front of an array to place {@code from} on. */
    void write(int from, float[] values, int count);
}
