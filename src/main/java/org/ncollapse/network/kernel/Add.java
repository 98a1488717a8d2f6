package org.ncollapse.network.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A sum of two batches. {@code output} may be one of them. */
public interface Add {

    void forward(INDArray a, INDArray b, INDArray output);
}
