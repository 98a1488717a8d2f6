package org.ncollapse.capture;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.array.NamedArrays;

/**
 * The hidden layer that computes saved features from those of the tap {@code previous}: the arrays
 * {@code hidden_weights} (d×d₁), {@code hidden_bias} (d) and {@code hidden_weight_decay}.
 *
 * @param weights W₁, d×d₁
 * @param bias b₁, d values; null for none
 * @param weightDecay λ of the weights
 */
public record SavedHiddenLayer(DMatrixRMaj weights, double[] bias, double weightDecay) {

    private static final String WEIGHTS = "hidden_weights";
    private static final String BIAS = "hidden_bias";
    private static final String WEIGHT_DECAY = "hidden_weight_decay";

    /**
     * Reads the layer; null if there are no weights.
     *
     * @param head the head that reads the features; null for none
     * @param width the features' width d
     * @throws BadInputException if the shapes do not match the features, or there is no head
     */
    static SavedHiddenLayer of(NamedArrays arrays, SavedHead head, int width) {
        if (!arrays.contains(WEIGHTS)) {
            for (String name : List.of(BIAS, WEIGHT_DECAY)) {
                if (arrays.contains(name)) {
                    throw new BadInputException(arrays.mainFile() + " has an array '" + name
                            + "' and no array 'hidden_weights' (d x d1) that it belongs to; save the weights too, or"
                            + " leave it out");
                }
            }
            return null;
        }
        if (head == null) {
            throw new BadInputException(arrays.mainFile()
                    + " has an array 'hidden_weights' and no array 'weights' (K x d); save both in the file of the"
                    + " head's input");
        }
        int inputs = arrays.read(
                WEIGHTS,
                array -> inputs(arrays.describe(WEIGHTS), array.header().shape(), width));
        double[] bias = arrays.contains(BIAS) ? SavedNumbers.finite(arrays, BIAS) : null;
        if (bias != null && bias.length != width) {
            throw new BadInputException(arrays.describe(BIAS) + " has " + bias.length + " values; expected " + width
                    + ", one for each row of the hidden weights");
        }
        return new SavedHiddenLayer(
                new DMatrixRMaj(width, inputs, true, SavedNumbers.finite(arrays, WEIGHTS)),
                bias,
                SavedNumbers.penalty(arrays, WEIGHT_DECAY, head.weightDecay()));
    }

    private static int inputs(String where, List<Long> shape, int width) {
        if (shape.size() != 2 || shape.get(0) != width || shape.get(1) < 1 || shape.get(1) > SavedFeatures.MAX_WIDTH) {
            boolean transposed = shape.size() == 2 && shape.get(1) == width;
            throw new BadInputException(where + " has the shape " + shape + "; expected d x d1 with d = " + width
                    + ", the features' width"
                    + (transposed ? ": save hidden_weights.T" : ", and d1, the width of the layer's input"));
        }
        return shape.get(1).intValue();
    }
}
