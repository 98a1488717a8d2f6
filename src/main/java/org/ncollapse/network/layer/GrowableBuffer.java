package org.ncollapse.network.layer;

import java.util.IdentityHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Memory that arrays of several shapes take in turn, as large as the largest was. */
final class GrowableBuffer {

    /** Numbers in a cache line: arrays begin with one, or every second vector read would touch two. */
    private static final int LINE = 16;

    private final Map<INDArray, INDArray> views = new IdentityHashMap<>();
    private INDArray numbers;
    private long capacity;

    /** The numbers that fit without growing. */
    long capacity() {
        return capacity;
    }

    /** Grows to hold so many numbers. */
    void reserve(long numbers) {
        if (capacity < numbers) {
            grow(numbers);
        }
    }

    /** An array of another's shape: for the same one the same, until a larger one asks for more. */
    INDArray viewLike(INDArray other) {
        INDArray view = views.get(other);
        if (view == null) {
            view = view(other.shape());
            views.put(other, view);
        }
        return view;
    }

    /** An array of a shape; what lay here before is lost, and so is its array if the memory has to grow. */
    INDArray view(long... shape) {
        long product = 1;
        for (long size : shape) {
            product *= size;
        }
        reserve(product);
        // On a card the address there, which CUDA has aligned; the host has no copy to ask for.
        long first = Math.floorMod(-numbers.data().platformAddress() / Float.BYTES, LINE);
        return numbers.get(NDArrayIndex.interval(first, first + product)).reshape(shape);
    }

    private void grow(long product) {
        views.clear();
        if (numbers != null) {
            numbers.close(); // At once: the collector, which sees an empty shell, would be in no hurry.
        }
        numbers = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', product + LINE);
        capacity = product;
    }
}
