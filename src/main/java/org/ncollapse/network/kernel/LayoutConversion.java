package org.ncollapse.network.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A change of memory layout. */
public interface LayoutConversion {

    void convert(INDArray input, INDArray output);
}
