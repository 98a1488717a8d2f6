package org.ncollapse.experiment.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as manifests record them: UTC, ISO 8601, whole seconds. */
public final class Timestamp {

    private Timestamp() {}

    /** The current time. */
    public static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
