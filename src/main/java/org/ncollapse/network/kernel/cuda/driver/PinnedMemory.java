package org.ncollapse.network.kernel.cuda.driver;

import com.sun.jna.Pointer;

/**
 * Memory of the host that the GPU can write by itself: copies to it are faster, and the host need not wait for them.
 * Offsets are in bytes. Any thread may read it until the context is closed.
 */
public final class PinnedMemory {

    private final Pointer address;

    PinnedMemory(Pointer address) {
        this.address = address;
    }

    Pointer address() {
        return address;
    }

    /** Copies {@code count} floats to {@code into}, from index {@code at} on. */
    public void read(long offset, float[] into, int at, int count) {
        address.read(offset, into, at, count);
    }

    /** Returns {@code count} doubles. */
    public double[] doubles(long offset, int count) {
        return address.getDoubleArray(offset, count);
    }
}
