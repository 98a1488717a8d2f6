package org.ncollapse.capture;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.array.NamedArrays;
import org.ncollapse.io.npy.NpyHeader;
import org.ncollapse.stats.Head;

/**
 * The head that was saved with features: the arrays {@code weights} (K×d), {@code bias} (K) and {@code weight_decay}.
 *
 * <p>A single row w, with its bias b, decides between two classes by the sign of z = w·h + b. It is measured as the
 * rows −w/2 and w/2, whose logits −z/2 and z/2 give the same decisions and the same cross-entropy.
 *
 * @param classes K, the number of rows
 * @param weights W, K×d, row by row
 * @param bias b, K values; null for none
 * @param weightDecay λ of the weights; 0 if it is not given
 * @param bySign whether the file has a single row
 */
public record SavedHead(int classes, int width, double[] weights, double[] bias, double weightDecay, boolean bySign) {

    private static final String WEIGHTS = "weights";
    private static final String BIAS = "bias";
    private static final String WEIGHT_DECAY = "weight_decay";
    private static final int MAX_SHOWN = 3;

    /**
     * Reads a head; null if there are no weights.
     *
     * @param weightDecay λ that is given in addition to the arrays; null for none
     * @throws BadInputException if the shapes of the arrays do not match each other or the features
     */
    static SavedHead of(NamedArrays arrays, Double weightDecay, int width) {
        if (!arrays.contains(WEIGHTS)) {
            String withoutWeights = arrays.contains(BIAS)
                    ? "a bias"
                    : weightDecay != null || arrays.contains(WEIGHT_DECAY) ? "a weight decay" : null;
            if (withoutWeights != null) {
                throw new BadInputException(arrays.mainFile() + " has " + withoutWeights
                        + " and no array 'weights' (K x d) that it belongs to; save the weights too, or leave it out");
            }
            return null;
        }
        int classes = arrays.read(WEIGHTS, array -> classes(arrays.describe(WEIGHTS), array.header(), width));
        double[] weights = SavedNumbers.finite(arrays, WEIGHTS);
        double[] bias = arrays.contains(BIAS) ? bias(arrays, classes) : null;
        double decay = weightDecay(arrays, weightDecay);
        return classes == 1
                ? new SavedHead(2, width, halves(weights), bias == null ? null : halves(bias), decay, true)
                : new SavedHead(classes, width, weights, bias, decay, false);
    }

    /** Returns −v/2 followed by v/2. */
    private static double[] halves(double[] values) {
        double[] both = new double[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            both[i] = -values[i] / 2;
            both[values.length + i] = values[i] / 2;
        }
        return both;
    }

    private static int classes(String where, NpyHeader header, int width) {
        List<Long> shape = header.shape();
        if (shape.equals(List.of((long) width))) {
            return 1;
        }
        if (shape.size() != 2
                || shape.get(0) < 1
                || shape.get(0) > SavedFeatures.MAX_CLASSES
                || shape.get(1) != width) {
            boolean transposed = shape.size() == 2 && shape.get(0) == width;
            throw new BadInputException(
                    where + " has the shape " + shape + "; expected K x d with one row per class, K at most "
                            + SavedFeatures.MAX_CLASSES + ", and d = " + width + ", the features' width"
                            + (transposed ? ": save weights.T" : ": the features must be the input of the last layer"));
        }
        return shape.get(0).intValue();
    }

    private static double[] bias(NamedArrays arrays, int classes) {
        double[] bias = SavedNumbers.finite(arrays, BIAS);
        if (bias.length != classes) {
            throw new BadInputException(arrays.describe(BIAS) + " has " + bias.length + " values; expected " + classes
                    + ", one for each row of the weights");
        }
        return bias;
    }

    private static double weightDecay(NamedArrays arrays, Double given) {
        if (given != null && arrays.contains(WEIGHT_DECAY)) {
            throw new BadInputException("--weight-decay " + given + ": " + arrays.mainFile()
                    + " has an array 'weight_decay' already; give only one of them");
        }
        double[] decay = given != null
                ? new double[] {given}
                : arrays.contains(WEIGHT_DECAY) ? SavedNumbers.finite(arrays, WEIGHT_DECAY) : new double[1];
        if (decay.length != 1 || !(decay[0] >= 0) || Double.isInfinite(decay[0])) {
            String written = Arrays.toString(Arrays.copyOf(decay, Math.min(MAX_SHOWN, decay.length)));
            throw new BadInputException(
                    (given != null ? "--weight-decay " + given : arrays.describe(WEIGHT_DECAY) + " " + written)
                            + " is not a weight decay: expected one number, 0 or greater");
        }
        return decay[0];
    }

    /** Returns whether another head gives the same logits. */
    boolean hasSameWeightsAs(SavedHead other) {
        return classes == other.classes && Arrays.equals(weights, other.weights) && Arrays.equals(bias, other.bias);
    }

    /** Returns this head with the given rows first and all others after them, in their order. */
    SavedHead withRowsFirst(int[] first) {
        BitSet others = new BitSet();
        others.set(0, classes);
        Arrays.stream(first).forEach(others::clear);
        int[] order = IntStream.concat(Arrays.stream(first), others.stream()).toArray();
        double[] newWeights = new double[weights.length];
        for (int k = 0; k < classes; k++) {
            System.arraycopy(weights, order[k] * width, newWeights, k * width, width);
        }
        double[] newBias = bias == null
                ? null
                : Arrays.stream(order).mapToDouble(k -> bias[k]).toArray();
        return new SavedHead(classes, width, newWeights, newBias, weightDecay, bySign);
    }

    /** Returns the layer for computing. */
    public Head toHead() {
        return new Head(classes, width, weights, bias);
    }
}
