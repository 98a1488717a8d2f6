package org.ncollapse.network.kernel;

import java.util.List;
import java.util.function.BiConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The passes of a network over one batch. */
public interface NetworkPasses {

    /** The array for {@code rows} images that the first layer reads: the same one for the same number of rows. */
    INDArray inputOf(int rows);

    /** Copies the first {@code rows} images, of C·H·W elements each, into that array. */
    INDArray load(float[] images, int rows);

    /** Returns the logits of a forward pass in training mode, in an array that may be overwritten. */
    INDArray forwardTraining(INDArray input);

    /** The backward pass after {@link #forwardTraining}. */
    void backward(INDArray logitsGradient);

    /**
     * A forward pass in inference mode.
     *
     * @param reader receives the index of each tap and its features, rows × width, in an array that is overwritten
     *     later
     */
    void forwardInference(INDArray input, List<String> taps, BiConsumer<Integer, INDArray> reader);

    /** The number of features at a tap. */
    int tapWidth(String tap);
}
