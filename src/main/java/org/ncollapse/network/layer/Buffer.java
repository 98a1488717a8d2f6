package org.ncollapse.network.layer;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Memory for batches of samples of one shape, kept from step to step and as large as the largest batch was. */
public final class Buffer {

    /** Numbers in a cache line: arrays begin with one, or every second vector read would touch two. */
    private static final int LINE = 16;

    private final long[] sample;
    private final long length;
    private final Map<Integer, INDArray> views = new HashMap<>();
    private INDArray memory;

    /** @param sample dimensions of one sample */
    public Buffer(long... sample) {
        this.sample = sample.clone();
        long product = 1;
        for (long size : sample) {
            product *= size;
        }
        length = product;
    }

    /** Room for a batch: the same array for the same number of rows, until a larger batch asks for more. */
    public INDArray rows(int rows) {
        INDArray view = views.get(rows);
        return view == null ? lay(rows) : view;
    }

    private INDArray lay(int rows) {
        if (memory == null || memory.length() < rows * length + LINE) {
            views.clear();
            memory = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', rows * length + LINE);
        }
        long[] shape = new long[sample.length + 1];
        shape[0] = rows;
        System.arraycopy(sample, 0, shape, 1, sample.length);
        long first = Math.floorMod(-memory.data().address() / Float.BYTES, LINE);
        INDArray view = memory.get(NDArrayIndex.interval(first, first + rows * length)).reshape(shape);
        views.put(rows, view);
        return view;
    }
}
