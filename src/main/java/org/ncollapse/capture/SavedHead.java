package org.ncollapse.capture;

import java.util.Arrays;
import java.util.List;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpyHeader;
import org.ncollapse.io.npy.NumpyArrays;
import org.ncollapse.stats.Head;

/**
 * The arrays {@code weights} (K×d), {@code bias} (K) and {@code weight_decay} that were saved beside features.
 *
 * @param weights W, K×d, row by row
 * @param bias b, K values; null for none
 * @param weightDecay λ, the penalty of the weights; 0 where nothing says it
 */
public record SavedHead(int classes, int width, double[] weights, double[] bias, double weightDecay) {

    private static final String WEIGHTS = "weights";
    private static final String BIAS = "bias";
    private static final String WEIGHT_DECAY = "weight_decay";
    private static final int SHOWN = 3;

    /**
     * Reads it; null where there are no weights.
     *
     * @param decay that was given beside the arrays; null for none
     * @throws BadInputException where the arrays do not fit each other or the features
     */
    static SavedHead of(NumpyArrays arrays, Double decay, int width) {
        if (!arrays.contains(WEIGHTS)) {
            String alone = arrays.contains(BIAS)
                    ? "a bias"
                    : decay != null || arrays.contains(WEIGHT_DECAY) ? "a weight decay" : null;
            if (alone != null) {
                throw new BadInputException(arrays.mainFile() + " has " + alone
                        + " and no array 'weights' (K x d) that it belongs to; save them too, or leave it out");
            }
            return null;
        }
        int classes = arrays.read(WEIGHTS, array -> classes(arrays.describe(WEIGHTS), array.header(), width));
        double[] weights = finite(arrays, WEIGHTS);
        double[] bias = arrays.contains(BIAS) ? bias(arrays, classes) : null;
        return new SavedHead(classes, width, weights, bias, weightDecay(arrays, decay));
    }

    private static int classes(String where, NpyHeader header, int width) {
        List<Long> shape = header.shape();
        if (shape.size() != 2
                || shape.get(0) < 1
                || shape.get(0) > SavedFeatures.MAX_DIMENSION
                || shape.get(1) != width) {
            boolean transposed = shape.size() == 2 && shape.get(0) == width;
            throw new BadInputException(where + " has the shape " + shape + "; K x d is expected, a row a class, d = "
                    + width + " as the features' width"
                    + (transposed
                            ? ": save numpy.ascontiguousarray(weights.T)"
                            : ": features must be what the last layer reads"));
        }
        return shape.get(0).intValue();
    }

    private static double[] bias(NumpyArrays arrays, int classes) {
        double[] bias = finite(arrays, BIAS);
        if (bias.length != classes) {
            throw new BadInputException(arrays.describe(BIAS) + " has " + bias.length + " values; " + classes
                    + " are expected, one for each row of the weights");
        }
        return bias;
    }

    private static double weightDecay(NumpyArrays arrays, Double given) {
        if (given != null && arrays.contains(WEIGHT_DECAY)) {
            throw new BadInputException("--weight-decay " + given + ": " + arrays.mainFile()
                    + " has an array 'weight_decay' already; leave one out");
        }
        double[] decay = given != null
                ? new double[] {given}
                : arrays.contains(WEIGHT_DECAY) ? finite(arrays, WEIGHT_DECAY) : new double[1];
        if (decay.length != 1 || !(decay[0] >= 0) || Double.isInfinite(decay[0])) {
            String written = Arrays.toString(Arrays.copyOf(decay, Math.min(SHOWN, decay.length)));
            throw new BadInputException(
                    (given != null ? "--weight-decay " + given : arrays.describe(WEIGHT_DECAY) + " " + written)
                            + " cannot be the weight decay: one number from 0 on is expected");
        }
        return decay[0];
    }

    private static double[] finite(NumpyArrays arrays, String name) {
        return arrays.read(name, array -> {
            double[] values = array.readDoubles();
            for (int i = 0; i < values.length; i++) {
                if (!Double.isFinite(values[i])) {
                    throw new BadInputException(arrays.describe(name) + " holds " + values[i] + " at " + i
                            + "; finite numbers are expected");
                }
            }
            return values;
        });
    }

    /** Whether another gives the same logits. */
    boolean hasSameWeightsAs(SavedHead other) {
        return classes == other.classes && Arrays.equals(weights, other.weights) && Arrays.equals(bias, other.bias);
    }

    /** The layer, ready to compute. */
    public Head toHead() {
        return new Head(classes, width, weights, bias);
    }
}
