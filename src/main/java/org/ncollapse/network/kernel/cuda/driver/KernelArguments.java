package org.ncollapse.network.kernel.cuda.driver;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The arguments of a kernel in its order. A launch copies them, so they may be reused or freed after it. */
public final class KernelArguments {

    private final Memory values;
    private final Memory pointers;
    private int count;

    /** @param count the largest number of arguments */
    public KernelArguments(int count) {
        values = new Memory((long) Math.max(1, count) * Long.BYTES);
        pointers = new Memory((long) Math.max(1, count) * Native.POINTER_SIZE);
    }

    /** Removes all arguments. */
    public KernelArguments clear() {
        count = 0;
        return this;
    }

    /** Appends a device address; 0 is a null pointer. */
    public KernelArguments address(long address) {
        next().setLong(0, address);
        return this;
    }

    public KernelArguments integer(int value) {
        next().setInt(0, value);
        return this;
    }

    public KernelArguments single(float value) {
        next().setFloat(0, value);
        return this;
    }

    public KernelArguments real(double value) {
        next().setDouble(0, value);
        return this;
    }

    Pointer pointers() {
        return pointers;
    }

    private Pointer next() {
        Pointer value = values.share((long) count * Long.BYTES);
        pointers.setPointer((long) count * Native.POINTER_SIZE, value);
        count++;
        return value;
    }
}
