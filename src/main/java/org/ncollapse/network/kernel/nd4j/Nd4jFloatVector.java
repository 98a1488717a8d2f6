package org.ncollapse.network.kernel.nd4j;

import java.util.Arrays;
import org.ncollapse.network.kernel.FloatVector;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A vector in an ND4J array, on the host or on a GPU.
 *
 * @param flat array of rank 1
 */
record Nd4jFloatVector(INDArray flat) implements FloatVector {

    @Override
    public int length() {
        return (int) flat.length();
    }

    @Override
    public void read(int from, float[] into, int count) {
        System.arraycopy(part(from, count).dup().data().asFloat(), 0, into, 0, count);
    }

    @Override
    public void write(int from, float[] values, int count) {
        part(from, count).assign(Nd4j.createFromArray(Arrays.copyOf(values, count)));
    }

    private INDArray part(int from, int count) {
        return flat.get(NDArrayIndex.interval(from, (long) from + count));
    }
}
