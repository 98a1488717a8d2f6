package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a run computes with.
 *
 * @param threads native threads; all of this machine's processors where left out. Equal results ask for equal threads
 * @param layers  what does the layers' arithmetic
 */
public record ComputeSpec(Integer threads, Layers layers) {

    private static final int MOST_THREADS = 1024;

    /** Who does the layers' arithmetic. */
    public enum Layers {
        /** oneDNN, called directly: the fastest on a processor. */
        @JsonProperty("onednn") ONEDNN,
        /** ND4J's operations, which run wherever ND4J does. */
        @JsonProperty("nd4j") ND4J
    }

    public ComputeSpec {
        threads = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        layers = layers == null ? Layers.ONEDNN : layers;
        InvalidValue.unless(threads > 0 && threads <= MOST_THREADS, "threads", threads, "a number of threads from 1 to " + MOST_THREADS);
    }
}
