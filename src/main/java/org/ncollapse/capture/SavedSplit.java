package org.ncollapse.capture;

import java.nio.file.Path;
import java.util.Arrays;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.array.NamedArrays;

/**
 * One file to measure: the features of one epoch, tap and split, or their class moments.
 *
 * @param key its epoch, tap and split
 * @param samples the features or their moments
 * @param head null if no head reads these features
 * @param training what the file says of the training; null for a test split
 * @param terminalPhase whether the training error had been zero at this or an earlier epoch; null if the file has no
 *     such array
 */
public record SavedSplit(
        CaptureKey key,
        NamedArrays arrays,
        SavedSamples samples,
        SavedHead head,
        SavedTraining training,
        Boolean terminalPhase) {

    /** The name of the array that contains {@link #terminalPhase}, 1 or 0. */
    static final String TERMINAL_PHASE = "terminal_phase";

    /**
     * Reads a file except its features.
     *
     * @param weightDecay λ of the head, if it is given in addition to the arrays; null for none
     * @throws BadInputException if the file cannot be measured
     */
    public static SavedSplit of(NamedArrays arrays, CaptureKey key, Double weightDecay) {
        SavedSamples samples = SavedMoments.areIn(arrays) ? SavedMoments.of(arrays) : SavedFeatures.of(arrays);
        SavedHead head = SavedHead.of(arrays, weightDecay, samples.width());
        if (samples instanceof SavedMoments moments && head != null) {
            moments.requireRows(head);
        }
        return new SavedSplit(
                key,
                arrays,
                samples,
                head,
                key.isTrain() ? SavedTraining.of(arrays, head, samples.width()) : null,
                terminalPhase(arrays));
    }

    private static Boolean terminalPhase(NamedArrays arrays) {
        return arrays.contains(TERMINAL_PHASE)
                ? arrays.read(TERMINAL_PHASE, array -> {
                    int[] values = array.readInts();
                    if (values.length != 1 || values[0] < 0 || values[0] > 1) {
                        throw new BadInputException(arrays.describe(TERMINAL_PHASE) + " is " + Arrays.toString(values)
                                + "; expected 1 if the training error had been zero"
                                + " at this or an earlier epoch, else 0");
                    }
                    return values[0] == 1;
                })
                : null;
    }

    /** Returns the arrays of a file. An {@code .npy} file has only {@code features}. */
    public static NamedArrays arrays(Path file) {
        return NamedArrays.of(file, SavedFeatures.FEATURES);
    }

    /** Returns the features of a file that has no moments. */
    public SavedFeatures features() {
        return (SavedFeatures) samples;
    }

    /** Returns the array with the labels for messages. */
    String describeLabels() {
        return arrays.describe(samples.labelsArray());
    }

    /** Returns this split with another selection of samples and another order of the head's rows. */
    SavedSplit with(SavedSamples newSamples, SavedHead newHead) {
        return new SavedSplit(key, arrays, newSamples, newHead, training, terminalPhase);
    }

    /** Returns these samples with the head of the training split. */
    SavedSplit withHeadOf(SavedSplit training) {
        if (samples.width() != training.samples.width()) {
            throw new BadInputException(arrays.mainFile() + " has features of width " + samples.width() + ", and "
                    + training.arrays.mainFile() + " of " + training.samples.width()
                    + "; both splits must come from the same layer");
        }
        if (head != null && (training.head == null || !head.hasSameWeightsAs(training.head))) {
            throw new BadInputException(arrays.mainFile() + " has different weights from " + training.arrays.mainFile()
                    + "; both splits must come from the same network");
        }
        return with(samples, training.head);
    }
}
