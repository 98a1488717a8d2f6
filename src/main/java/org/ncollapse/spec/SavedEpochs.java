package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The epochs whose features are saved for every sample: in a file a list of {@code last}, {@code zeroError} and epoch
 * numbers.
 *
 * @param last whether the last epoch is one of them
 * @param zeroError whether the zero-error epoch is one of them
 * @param epochs the epochs that are given by number
 */
public record SavedEpochs(boolean last, boolean zeroError, SortedSet<Integer> epochs) {

    private static final String LAST = "last";
    private static final String ZERO_ERROR = "zeroError";
    private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,8}");

    public SavedEpochs {
        epochs = Collections.unmodifiableSortedSet(new TreeSet<>(epochs));
    }

    /** Parses the entries of the list. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static SavedEpochs of(List<String> entries) {
        SortedSet<Integer> epochs = new TreeSet<>();
        for (String entry : entries) {
            boolean isNumber = entry != null && NUMBER.matcher(entry).matches();
            InvalidValueException.throwUnless(
                    isNumber || LAST.equals(entry) || ZERO_ERROR.equals(entry),
                    "",
                    entries,
                    "'last', 'zeroError' or epoch numbers");
            if (isNumber) {
                epochs.add(Integer.valueOf(entry));
            }
        }
        return new SavedEpochs(entries.contains(LAST), entries.contains(ZERO_ERROR), epochs);
    }

    /** Returns the list as a file has it: numbers in ascending order, then {@code zeroError}, then {@code last}. */
    @JsonValue
    public List<String> toList() {
        List<String> entries = new ArrayList<>();
        epochs.forEach(epoch -> entries.add(epoch.toString()));
        if (zeroError) {
            entries.add(ZERO_ERROR);
        }
        if (last) {
            entries.add(LAST);
        }
        return entries;
    }

    /** Returns the greatest number of epochs that these can be. */
    public int maxCount() {
        return epochs.size() + (last ? 1 : 0) + (zeroError ? 1 : 0);
    }
}
