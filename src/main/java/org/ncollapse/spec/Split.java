package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** A split of a dataset. In tables, JSON and file names it is written as {@link #key()}. */
public enum Split {
    /** The samples that the network is trained on. */
    TRAIN("train"),

    /** The samples that are only evaluated. */
    TEST("test");

    private final String key;

    Split(String key) {
        this.key = key;
    }

    /** Returns {@code train} or {@code test}. */
    @JsonValue
    public String key() {
        return key;
    }

    /** Returns the split with this key; empty if there is none. */
    public static Optional<Split> of(String key) {
        for (Split split : values()) {
            if (split.key.equals(key)) {
                return Optional.of(split);
            }
        }
        return Optional.empty();
    }

    /** Returns {@link #key()}, so that text and table cells need no conversion. */
    @Override
    public String toString() {
        return key;
    }
}
