package org.ncollapse.spec;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What is measured, and when.
 *
 * @param taps layers whose output is captured: {@code penultimate} (the head's input), {@code previous} (the input of
 *     the last hidden fully connected layer), or a layer's own name; feature maps are averaged over positions
 * @param epochs when
 * @param keep epochs whose features are written whole, if the run comes to them: {@code last}, {@code zero} (the first
 *     without training error), or numbers
 * @param ood a data set whose images stand for "out of distribution" in {@code nc5_ood}; null for none
 * @param tensorboard whether everything that goes into the tables is written as TensorBoard's event files too
 */
public record CaptureSpec(List<String> taps, Epochs epochs, List<String> keep, String ood, Boolean tensorboard) {

    private static final Pattern KEEP = Pattern.compile("last|zero|0|[1-9]\\d{0,8}");

    /**
     * Epochs that are captured besides the initial network, the first without training error and the last.
     *
     * @param all every one up to this
     * @param thenLogSpaced then so many, evenly spaced on a logarithmic axis up to {@code training.epochs}
     */
    public record Epochs(Integer all, Integer thenLogSpaced) {
        private static final String COUNT = "a number of epochs from 0 to " + TrainingSpec.MOST_EPOCHS;

        public Epochs {
            all = all == null ? 20 : all;
            thenLogSpaced = thenLogSpaced == null ? 60 : thenLogSpaced;
            InvalidValue.unless(all >= 0 && all <= TrainingSpec.MOST_EPOCHS, "all", all, COUNT);
            InvalidValue.unless(
                    thenLogSpaced >= 0 && thenLogSpaced <= TrainingSpec.MOST_EPOCHS,
                    "thenLogSpaced",
                    thenLogSpaced,
                    COUNT);
        }
    }

    public CaptureSpec {
        taps = taps == null ? List.of("penultimate") : List.copyOf(taps);
        InvalidValue.unless(
                taps.contains("penultimate"),
                "taps",
                taps,
                "a list with 'penultimate' in it, whose features carry error and loss");
        InvalidValue.unless(taps.stream().distinct().count() == taps.size(), "taps", taps, "each layer once");
        epochs = epochs == null ? new Epochs(null, null) : epochs;
        keep = keep == null ? List.of() : List.copyOf(keep);
        tensorboard = tensorboard != null && tensorboard;
        InvalidValue.unless(
                keep.stream().allMatch(k -> KEEP.matcher(k).matches()),
                "keep",
                keep,
                "'last', 'zero' or epoch numbers");
    }
}
