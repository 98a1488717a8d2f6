package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** A split of a dataset. In tables, JSON and file names it is written as {@link #word()}. */
public enum Split {
    /** The samples that the network is trained on. */
    TRAIN("train"),

    /** The samples that are only evaluated. */
    TEST("test");

    private final String word;

    Split(String word) {
        this.word = word;
    }

    /** Returns {@code train} or {@code test}. */
    @JsonValue
    public String word() {
        return word;
    }

    /** Returns the split with this word; empty if there is none. */
    public static Optional<Split> of(String word) {
        for (Split split : values()) {
            if (split.word.equals(word)) {
                return Optional.of(split);
            }
        }
        return Optional.empty();
    }

    /** Returns {@link #word()}, so that text and table cells need no conversion. */
    @Override
    public String toString() {
        return word;
    }
}
