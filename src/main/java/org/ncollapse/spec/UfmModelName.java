package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Optional;

/** The unconstrained features models. {@code toString} returns the name in experiment files, options and tables. */
public enum UfmModelName {
    @JsonProperty("plain")
    PLAIN("plain"),
    @JsonProperty("plain-cross-entropy")
    PLAIN_CROSS_ENTROPY("plain-cross-entropy"),
    @JsonProperty("extended-linear")
    EXTENDED_LINEAR("extended-linear"),
    @JsonProperty("extended-relu")
    EXTENDED_RELU("extended-relu"),
    @JsonProperty("deep-linear")
    DEEP_LINEAR("deep-linear"),
    @JsonProperty("imbalanced")
    IMBALANCED("imbalanced");

    private final String key;

    UfmModelName(String key) {
        this.key = key;
    }

    /** Returns the model with this name; empty if there is none. */
    public static Optional<UfmModelName> of(String name) {
        return Arrays.stream(values()).filter(model -> model.key.equals(name)).findFirst();
    }

    @Override
    public String toString() {
        return key;
    }
}
