package org.ncollapse.network.kernel.cuda;

import org.ncollapse.network.kernel.FloatVector;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A vector in a GPU's memory. */
record CudaFloatVector(CudaEngine engine, INDArray array) implements FloatVector {

    @Override
    public int length() {
        return Math.toIntExact(array.length());
    }

    @Override
    public void read(int from, float[] into, int count) {
        engine.context().copyToHost(address(from), into, count);
    }

    @Override
    public void write(int from, float[] values, int count) {
        engine.context().copyToDevice(values, address(from), count);
        engine.weightPacks().markStale(); // The vector may hold them.
    }

    private long address(int index) {
        return DeviceArray.address(array) + (long) index * Float.BYTES;
    }
}
