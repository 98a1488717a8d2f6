package org.ncollapse.capture;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ncollapse.spec.Split;

/**
 * Identifies the features of one file in {@code features/}; the file's name states it.
 *
 * @param epoch the number of completed epochs
 * @param tap the name of the captured layer
 */
public record CaptureKey(int epoch, String tap, Split split) {

    private static final Pattern NAME =
            Pattern.compile("epoch-([0-9]{4,9})-([A-Za-z0-9_.-]+)-(train|test)\\.(npz|pt|pth|safetensors)");

    /** Returns the name of the file that a run writes, such as {@code epoch-0042-penultimate-train.npz}. */
    String fileName() {
        return "epoch-%04d-%s-%s.npz".formatted(epoch, tap, split);
    }

    /** Parses a file's name; null if the name has another form. */
    public static CaptureKey parse(Path file) {
        Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
        return matcher.matches()
                ? new CaptureKey(
                        Integer.parseInt(matcher.group(1)),
                        matcher.group(2),
                        Split.of(matcher.group(3)).orElseThrow())
                : null;
    }

    /** Returns whether the split is the training split. */
    public boolean isTrain() {
        return split == Split.TRAIN;
    }

    /** Returns the key of the same epoch and tap for another split. */
    public CaptureKey withSplit(Split other) {
        return new CaptureKey(epoch, tap, other);
    }
}
