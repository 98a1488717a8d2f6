package org.ncollapse.capture;

import java.nio.file.Path;
import java.util.Arrays;
import org.ncollapse.data.npy.SavedArrays;
import org.ncollapse.spec.BadInputException;

/**
 * One file to measure.
 *
 * @param key which epoch, tap and split it stands for
 * @param head null where no head reads these features
 * @param terminal whether training error had been zero by then; null where the file does not say
 */
public record SavedSplit(CaptureKey key, SavedArrays arrays, SavedFeatures features, SavedHead head, Boolean terminal) {

    /** The array, of one number, by which a run's own files say so. */
    static final String TERMINAL = "terminal";

    /**
     * Reads everything but the features themselves.
     *
     * @param decay of the head, where it is given beside the arrays; else null
     * @throws BadInputException where it cannot be measured
     */
    public static SavedSplit of(SavedArrays arrays, CaptureKey key, Double decay) {
        SavedFeatures features = SavedFeatures.of(arrays);
        return new SavedSplit(key, arrays, features, SavedHead.of(arrays, decay, features.width()), terminal(arrays));
    }

    private static Boolean terminal(SavedArrays arrays) {
        return arrays.has(TERMINAL)
                ? arrays.read(TERMINAL, array -> {
                    int[] values = array.readInts();
                    if (values.length != 1 || values[0] < 0 || values[0] > 1) {
                        throw new BadInputException(arrays.where(TERMINAL) + " is " + Arrays.toString(values)
                                + "; 1 is expected if training error had been zero by then, else 0");
                    }
                    return values[0] == 1;
                })
                : null;
    }

    /** The array {@code features}, which an {@code .npy} file holds alone. */
    public static SavedArrays arrays(Path file) {
        return SavedArrays.of(file, SavedFeatures.FEATURES);
    }

    /** These samples, read by the head of those that were trained on. */
    SavedSplit readBy(SavedSplit training) {
        if (features.width() != training.features.width()) {
            throw new BadInputException(
                    arrays.file() + " has features of width " + features.width() + ", and " + training.arrays.file()
                            + " of " + training.features.width() + "; both splits must come from the same layer");
        }
        if (head != null && (training.head == null || !head.agreesWith(training.head))) {
            throw new BadInputException(arrays.file() + " has other weights than " + training.arrays.file()
                    + "; both splits must come from the same network");
        }
        return new SavedSplit(key, arrays, features, training.head, terminal);
    }
}
