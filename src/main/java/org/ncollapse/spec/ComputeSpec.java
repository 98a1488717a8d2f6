package org.ncollapse.spec;

/**
 * What a run computes with.
 *
 * @param threads native threads; all of this machine's processors where left out. Equal results ask for equal threads
 */
public record ComputeSpec(Integer threads) {

    private static final int MOST_THREADS = 1024;

    public ComputeSpec {
        threads = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        InvalidValue.unless(threads > 0 && threads <= MOST_THREADS, "threads", threads, "a number of threads from 1 to " + MOST_THREADS);
    }
}
