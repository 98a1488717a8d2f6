package org.ncollapse.spec;

import java.util.List;

/**
 * The features that are captured and measured, and the epochs.
 *
 * @param taps layers whose output is captured: {@code penultimate} (the head's input), {@code previous} (the input of
 *     the last hidden fully connected layer), or a layer's own name; feature maps are averaged over positions
 * @param epochs the epochs that are captured
 * @param saveFeatures epochs after which the features of all samples are saved
 * @param oodDataset a data set of out-of-distribution images for {@code nc5_ood}; null for none
 * @param tensorboard whether the values of the tables are also written as TensorBoard event files
 */
public record CaptureSpec(
        List<String> taps, EpochSchedule epochs, SavedEpochs saveFeatures, String oodDataset, Boolean tensorboard) {

    /**
     * Epochs that are captured in addition to the initial network, the zero-error epoch and the last epoch.
     *
     * @param first all epochs up to this one
     * @param logSpaced number of later epochs, evenly spaced on a logarithmic axis up to {@code training.epochs}
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
                "a list with 'penultimate' in it, whose features give error and loss");
        InvalidValueException.throwUnless(
                taps.stream().distinct().count() == taps.size(), "taps", taps, "distinct layers");
        epochs = epochs == null ? new EpochSchedule(null, null) : epochs;
        saveFeatures = saveFeatures == null ? SavedEpochs.of(List.of()) : saveFeatures;
        tensorboard = tensorboard != null && tensorboard;
    }
}
