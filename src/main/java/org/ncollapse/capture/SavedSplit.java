package org.ncollapse.capture;

import java.nio.file.Path;
import java.util.Arrays;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NumpyArrays;

/**
 * One file to measure.
 *
 * @param key which epoch, tap and split it stands for
 * @param head null where no head reads these features
 * @param terminalPhase whether training error had been zero by then; null where the file does not say
 */
public record SavedSplit(
        CaptureKey key, NumpyArrays arrays, SavedFeatures features, SavedHead head, Boolean terminalPhase) {

    /** The array, of one number, by which a run's own files say so. */
    static final String TERMINAL_PHASE = "terminal_phase";

    /**
     * Reads everything but the features themselves.
     *
     * @param decay of the head, where it is given beside the arrays; else null
     * @throws BadInputException where it cannot be measured
     */
    public static SavedSplit of(NumpyArrays arrays, CaptureKey key, Double decay) {
        SavedFeatures features = SavedFeatures.of(arrays);
        return new SavedSplit(
                key, arrays, features, SavedHead.of(arrays, decay, features.width()), terminalPhase(arrays));
    }

    private static Boolean terminalPhase(NumpyArrays arrays) {
        return arrays.contains(TERMINAL_PHASE)
                ? arrays.read(TERMINAL_PHASE, array -> {
                    int[] values = array.readInts();
                    if (values.length != 1 || values[0] < 0 || values[0] > 1) {
                        throw new BadInputException(arrays.describe(TERMINAL_PHASE) + " is " + Arrays.toString(values)
                                + "; 1 is expected if training error had been zero by then, else 0");
                    }
                    return values[0] == 1;
                })
                : null;
    }

    /** The array {@code features}, which an {@code .npy} file holds alone. */
    public static NumpyArrays arrays(Path file) {
        return NumpyArrays.of(file, SavedFeatures.FEATURES);
    }

    /** These samples, read by the head of those that were trained on. */
    SavedSplit withHeadOf(SavedSplit training) {
        if (features.width() != training.features.width()) {
            throw new BadInputException(arrays.mainFile() + " has features of width " + features.width() + ", and "
                    + training.arrays.mainFile() + " of " + training.features.width()
                    + "; both splits must come from the same layer");
        }
        if (head != null && (training.head == null || !head.hasSameWeightsAs(training.head))) {
            throw new BadInputException(arrays.mainFile() + " has other weights than " + training.arrays.mainFile()
                    + "; both splits must come from the same network");
        }
        return new SavedSplit(key, arrays, features, training.head, terminalPhase);
    }
}
