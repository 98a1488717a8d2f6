package org.ncollapse.network.layer;

import java.util.HashMap;
import java.util.Map;
import org.ncollapse.network.kernel.KernelMemory;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Memory for batches of samples of one shape. It is kept between steps and grows to the largest batch. */
public final class BatchBuffer {

    private final long[] sampleShape;
    private final GrowableBuffer memory;
    private final Map<Integer, INDArray> views = new HashMap<>();

    /** @param sampleShape dimensions of one sample */
    public BatchBuffer(KernelMemory kernels, long... sampleShape) {
        memory = new GrowableBuffer(kernels);
        this.sampleShape = sampleShape.clone();
    }

    /** An array for a batch: the same array for the same number of rows, until a larger batch needs more memory. */
    public INDArray forBatch(int rows) {
        INDArray view = views.get(rows);
        return view == null ? createView(rows) : view;
    }

    private INDArray createView(int rows) {
        long[] shape = new long[sampleShape.length + 1];
        shape[0] = rows;
        System.arraycopy(sampleShape, 0, shape, 1, sampleShape.length);
        long oldCapacity = memory.capacity();
        INDArray view = memory.view(shape);
        if (memory.capacity() > oldCapacity) {
            views.clear();
        }
        views.put(rows, view);
        return view;
    }
}
