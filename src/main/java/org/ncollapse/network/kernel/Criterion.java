package org.ncollapse.network.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A loss with its gradient and the number of errors. */
public interface Criterion {

    /**
     * Sums loss and errors over a batch. Ties go to the lower class index.
     *
     * @param logits rows × classes; overwritten with their gradient
     * @param labels a class for each row; the array may be longer
     */
    BatchResult lossAndGradient(INDArray logits, int[] labels);
}
