package org.ncollapse.network.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The memory that kernels compute in, the host's or a GPU's: arrays in it, and copies to and from the host. */
public interface KernelMemory {

    /**
     * Allocates a vector of {@code length} elements in the memory that these kernels compute in. Its contents are
     * undefined. Views of it may be taken; only kernels read or write its elements.
     */
    INDArray allocate(long length);

    /** Frees a vector from {@link #allocate}. */
    void free(INDArray vector);

    /** Returns an array of the host in the memory of these kernels: the same array on the CPU, a copy on a GPU. */
    INDArray toKernelMemory(INDArray hostArray);

    /** Returns an array in the host's memory: the same array on the CPU, a copy on a GPU. */
    INDArray toHostMemory(INDArray array);

    /** Whether all elements are finite numbers. */
    boolean isFinite(INDArray array);

    /** Fills an array with the first elements of {@code numbers}, which may be longer. */
    void copyInto(float[] numbers, INDArray array);

    /** Copies the elements of a dense array in the order of the memory, which is row-major if not said otherwise. */
    float[] toFloats(INDArray array);

    /** Returns a view of an array's elements in row-major order. */
    FloatVector floatVector(INDArray array);
}
