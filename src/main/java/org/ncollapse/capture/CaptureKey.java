package org.ncollapse.capture;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which features a file of {@code features/} holds, as its name says.
 *
 * @param epoch completed epochs
 * @param tap the layer
 * @param split {@link #TRAIN} or {@link #TEST}
 */
public record CaptureKey(int epoch, String tap, String split) {

    /** The samples that were trained on. */
    public static final String TRAIN = "train";

    /** The samples that were not. */
    public static final String TEST = "test";

    private static final Pattern NAME =
            Pattern.compile("epoch-([0-9]{4,9})-([A-Za-z0-9_.-]+)-(" + TRAIN + "|" + TEST + ")\\.npz");

    /** The file's name. */
    String fileName() {
        return "epoch-%04d-%s-%s.npz".formatted(epoch, tap, split);
    }

    /** What a file's name says; null where it says nothing. */
    public static CaptureKey parse(Path file) {
        Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
        return matcher.matches()
                ? new CaptureKey(Integer.parseInt(matcher.group(1)), matcher.group(2), matcher.group(3))
                : null;
    }

    /** Whether the split is the one that was trained on. */
    public boolean isTrain() {
        return split.equals(TRAIN);
    }

    /** The same epoch and tap, another split. */
    public CaptureKey withSplit(String other) {
        return new CaptureKey(epoch, tap, other);
    }
}
