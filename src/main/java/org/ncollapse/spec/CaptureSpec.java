package org.ncollapse.spec;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What is measured, and when.
 *
 * @param taps layers whose output is captured: {@code penultimate} (the head's input), {@code previous} (the input of
 *     the last hidden fully connected layer), or a layer's own name; feature maps are averaged over positions
 * @param epochs when
 * @param saveFeatures epochs whose features are written whole, if the run comes to them: {@code last},
 *     {@code zeroError} (the first without training error), or numbers
 * @param oodDataset a data set whose images stand for "out of distribution" in {@code nc5_ood}; null for none
 * @param tensorboard whether everything that goes into the tables is written as TensorBoard's event files too
 */
public record CaptureSpec(
        List<String> taps, EpochSchedule epochs, List<String> saveFeatures, String oodDataset, Boolean tensorboard) {

    private static final Pattern SAVED_EPOCH = Pattern.compile("last|zeroError|0|[1-9]\\d{0,8}");

    /**
     * Epochs that are captured besides the initial network, the first without training error and the last.
     *
     * @param first every one up to this
     * @param logSpaced then so many, evenly spaced on a logarithmic axis up to {@code training.epochs}
     */
    public record EpochSchedule(Integer first, Integer logSpaced) {
        private static final String COUNT = "a number of epochs from 0 to " + TrainingSpec.MAX_EPOCHS;

        public EpochSchedule {
            first = first == null ? 20 : first;
            logSpaced = logSpaced == null ? 60 : logSpaced;
            InvalidValueException.throwUnless(first >= 0 && first <= TrainingSpec.MAX_EPOCHS, "first", first, COUNT);
            InvalidValueException.throwUnless(
                    logSpaced >= 0 && logSpaced <= TrainingSpec.MAX_EPOCHS, "logSpaced", logSpaced, COUNT);
        }
    }

    public CaptureSpec {
        taps = taps == null ? List.of(Tap.PENULTIMATE) : List.copyOf(taps);
        InvalidValueException.throwUnless(
                taps.contains(Tap.PENULTIMATE),
                "taps",
                taps,
                "a list with 'penultimate' in it, whose features carry error and loss");
        InvalidValueException.throwUnless(
                taps.stream().distinct().count() == taps.size(), "taps", taps, "each layer once");
        epochs = epochs == null ? new EpochSchedule(null, null) : epochs;
        saveFeatures = saveFeatures == null ? List.of() : List.copyOf(saveFeatures);
        tensorboard = tensorboard != null && tensorboard;
        InvalidValueException.throwUnless(
                saveFeatures.stream().allMatch(k -> SAVED_EPOCH.matcher(k).matches()),
                "saveFeatures",
                saveFeatures,
                "'last', 'zeroError' or epoch numbers");
    }
}
