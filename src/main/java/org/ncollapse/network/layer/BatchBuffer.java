package org.ncollapse.network.layer;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Memory for batches of samples of one shape, kept from step to step and as large as the largest batch was. */
public final class BatchBuffer {

    private final long[] sample;
    private final GrowableBuffer memory = new GrowableBuffer();
    private final Map<Integer, INDArray> views = new HashMap<>();

    /** @param sample dimensions of one sample */
    public BatchBuffer(long... sample) {
        this.sample = sample.clone();
    }

    /** Room for a batch: the same array for the same number of rows, until a larger batch asks for more. */
    public INDArray forBatch(int rows) {
        INDArray view = views.get(rows);
        return view == null ? lay(rows) : view;
    }

    private INDArray lay(int rows) {
        long[] shape = new long[sample.length + 1];
        shape[0] = rows;
        System.arraycopy(sample, 0, shape, 1, sample.length);
        long before = memory.capacity();
        INDArray view = memory.view(shape);
        if (memory.capacity() > before) {
            views.clear();
        }
        views.put(rows, view);
        return view;
    }
}
