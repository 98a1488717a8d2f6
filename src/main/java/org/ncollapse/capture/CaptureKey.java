package org.ncollapse.capture;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ncollapse.spec.Split;

/**
 * Which features a file of {@code features/} holds, as its name says.
 *
 * @param epoch completed epochs
 * @param tap the layer
 */
public record CaptureKey(int epoch, String tap, Split split) {

    private static final Pattern NAME = Pattern.compile("epoch-([0-9]{4,9})-([A-Za-z0-9_.-]+)-(train|test)\\.npz");

    /** The file's name. */
    String fileName() {
        return "epoch-%04d-%s-%s.npz".formatted(epoch, tap, split);
    }

    /** What a file's name says; null where it says nothing. */
    public static CaptureKey parse(Path file) {
        Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
        return matcher.matches()
                ? new CaptureKey(
                        Integer.parseInt(matcher.group(1)),
                        matcher.group(2),
                        Split.of(matcher.group(3)).orElseThrow())
                : null;
    }

    /** Whether the split is the one that was trained on. */
    public boolean isTrain() {
        return split == Split.TRAIN;
    }

    /** The same epoch and tap, another split. */
    public CaptureKey withSplit(Split other) {
        return new CaptureKey(epoch, tap, other);
    }
}
