package org.ncollapse.report.mlflow;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A run as MLflow describes it.
 *
 * @param id identifies the run in every store: {@value #ID_DIGITS} hexadecimal digits
 * @param params the settings
 * @param tags the run's name, software and whatever else does not affect the results
 * @param metrics one history for each {@linkplain org.ncollapse.report.MetricTag name}
 * @param results the run's folder; its files become the artifacts
 */
public record MlflowRun(
        String id,
        String name,
        Status status,
        Instant started,
        Optional<Instant> ended,
        Map<String, String> params,
        Map<String, String> tags,
        SortedMap<String, MetricHistory> metrics,
        Path results) {

    /** The length of an id, as MLflow makes them. */
    public static final int ID_DIGITS = 32;

    /** How the run ended. The number is the one of MLflow's {@code RunStatus}. */
    public enum Status {
        FINISHED(3),
        FAILED(4),
        KILLED(5);

        private final int number;

        Status(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }
}
