package org.ncollapse.network.kernel.onednn;

import java.nio.FloatBuffer;
import org.ncollapse.network.kernel.FloatVector;

/** A vector in host memory. */
record HostFloatVector(FloatBuffer buffer) implements FloatVector {

    @Override
    public int length() {
        return buffer.capacity();
    }

    @Override
    public void read(int from, float[] into, int count) {
        buffer.get(from, into, 0, count);
    }

    @Override
    public void write(int from, float[] values, int count) {
        buffer.put(from, values, 0, count);
    }
}
