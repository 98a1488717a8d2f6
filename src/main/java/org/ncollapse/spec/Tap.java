package org.ncollapse.spec;

/**
 * Names of the two taps that every network may have. A tap is a layer whose output is captured; besides these two, any
 * layer's own name is a tap.
 */
public final class Tap {

    /** The head's input. Error and loss are computed from its features. */
    public static final String PENULTIMATE = "penultimate";

    /**
     * The layer before {@code penultimate}: the input of the last hidden fully connected layer. A network without such
     * a layer does not have this tap.
     */
    public static final String PREVIOUS = "previous";

    private Tap() {}
}
