package org.ncollapse.network.layer;

import java.util.IdentityHashMap;
import org.ncollapse.network.kernel.KernelMemory;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Memory that holds one array at a time, of varying shape. It grows to the largest. */
final class GrowableBuffer {

    /** Elements of a cache line. Arrays start at one: otherwise every second vector load would touch two. */
    private static final int CACHE_LINE = 16;

    private final KernelMemory memory;
    private final IdentityHashMap<INDArray, INDArray> views = new IdentityHashMap<>();
    private INDArray elements;
    private long capacity;

    GrowableBuffer(KernelMemory memory) {
        this.memory = memory;
    }

    /** The number of elements that fit without growing. */
    long capacity() {
        return capacity;
    }

    /** Grows to hold at least {@code length} elements. */
    void reserve(long length) {
        if (capacity < length) {
            grow(length);
        }
    }

    /** An array with the shape of {@code other}: the same array for the same argument, until the memory grows. */
    INDArray viewLike(INDArray other) {
        INDArray view = views.get(other);
        if (view == null) {
            view = view(other.shape());
            views.put(other, view);
        }
        return view;
    }

    /** An array of a shape. It overwrites the previous contents; growing invalidates previous arrays. */
    INDArray view(long... shape) {
        long length = 1;
        for (long size : shape) {
            length *= size;
        }
        reserve(length);
        // On a GPU this is the device address, which CUDA aligns; there is no copy on the host.
        long first = Math.floorMod(-elements.data().platformAddress() / Float.BYTES, CACHE_LINE);
        return elements.get(NDArrayIndex.interval(first, first + length)).reshape(shape);
    }

    private void grow(long length) {
        views.clear();
        if (elements != null) {
            memory.free(elements);
        }
        elements = memory.allocate(length + CACHE_LINE);
        capacity = length;
    }
}
