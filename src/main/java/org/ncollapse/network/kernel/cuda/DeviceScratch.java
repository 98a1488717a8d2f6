package org.ncollapse.network.kernel.cuda;

/** Scratch memory that grows to the largest request. Its contents are lost with the next request. */
final class DeviceScratch {

    private final CudaEngine engine;
    private long address;
    private long capacity;

    DeviceScratch(CudaEngine engine) {
        this.engine = engine;
    }

    long floats(long count) {
        if (capacity < count) {
            if (address != 0) {
                engine.free(address);
            }
            address = engine.allocate(count * Float.BYTES);
            capacity = count;
        }
        return address;
    }
}
