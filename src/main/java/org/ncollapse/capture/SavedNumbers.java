package org.ncollapse.capture;

import java.util.Arrays;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.array.NamedArrays;

/** Reads arrays of finite numbers and single numbers. */
final class SavedNumbers {

    private static final int MAX_SHOWN = 3;

    private SavedNumbers() {}

    /** @throws BadInputException if an element is infinite or NaN */
    static double[] finite(NamedArrays arrays, String name) {
        return arrays.read(name, array -> {
            double[] values = array.readDoubles();
            for (int i = 0; i < values.length; i++) {
                if (!Double.isFinite(values[i])) {
                    throw new BadInputException(arrays.describe(name) + " contains " + values[i] + " at index " + i
                            + "; expected finite numbers");
                }
            }
            return values;
        });
    }

    /**
     * Reads a penalty.
     *
     * @param absent the value if there is no such array
     * @throws BadInputException if it is not one number of 0 or above
     */
    static double penalty(NamedArrays arrays, String name, double absent) {
        return arrays.contains(name)
                ? one(arrays, name, 0, Double.MAX_VALUE, "a penalty: expected one number, 0 or greater")
                : absent;
    }

    /**
     * Reads one number of at least {@code least} and at most {@code most}.
     *
     * @param expected what the number is and which values it may have, for the message
     * @throws BadInputException if it is another number, or there are several
     */
    static double one(NamedArrays arrays, String name, double least, double most, String expected) {
        double[] values = finite(arrays, name);
        if (values.length != 1 || values[0] < least || values[0] > most) {
            throw new BadInputException(arrays.describe(name) + " "
                    + Arrays.toString(Arrays.copyOf(values, Math.min(MAX_SHOWN, values.length))) + " is not "
                    + expected);
        }
        return values[0];
    }
}
