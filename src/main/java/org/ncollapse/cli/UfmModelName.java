package org.ncollapse.cli;

/** The unconstrained features models, by the names that options and experiment files use. */
enum UfmModelName {
    PLAIN("plain"),
    PLAIN_CROSS_ENTROPY("plain-cross-entropy"),
    EXTENDED_LINEAR("extended-linear"),
    EXTENDED_RELU("extended-relu"),
    DEEP_LINEAR("deep-linear"),
    IMBALANCED("imbalanced");

    private final String word;

    UfmModelName(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
