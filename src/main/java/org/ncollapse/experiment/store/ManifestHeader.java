package org.ncollapse.experiment.store;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.ncollapse.spec.RunStatus;

/**
 * The part of a manifest that every kind of run has.
 *
 * <p>Paths in messages and warnings are {@linkplain Redaction redacted}.
 *
 * @param name the run's name
 * @param status one of the statuses that a manifest may hold
 * @param message why the run diverged, was interrupted or failed, or that it has learned nothing; null otherwise
 * @param started UTC, ISO 8601
 * @param ended UTC, ISO 8601; null while the run is running
 * @param parameters the number of trained parameters; for a measurement, the parameters of the head
 * @param software the software that computed the results
 * @param machine the machine that computed them
 * @param warnings the warnings that the user was shown
 * @param definitions how metrics are defined where publications differ
 * @param progress how far the run has come
 * @param interruptions the interruptions after which it was resumed, in order
 */
public record ManifestHeader(
        String name,
        RunStatus status,
        String message,
        String started,
        String ended,
        long parameters,
        Software software,
        Machine machine,
        List<String> warnings,
        List<String> definitions,
        RunProgress progress,
        List<InterruptionRecord> interruptions) {

    public ManifestHeader {
        if (Stream.of(name, status, started, software, machine, warnings, definitions, progress)
                        .anyMatch(Objects::isNull)
                || !status.isRecorded()
                || machine.processor() == null
                || warnings.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("a required key is missing or null");
        }
        message = Redaction.redact(message);
        warnings = warnings.stream().map(Redaction::redact).toList();
        definitions = List.copyOf(definitions);
        interruptions = interruptions == null ? List.of() : List.copyOf(interruptions);
    }

    /** The header of a run that starts now. */
    public static ManifestHeader start(
            String name,
            long parameters,
            Software software,
            Machine machine,
            List<String> warnings,
            List<String> definitions) {
        return new ManifestHeader(
                name,
                RunStatus.RUNNING,
                null,
                Timestamp.now(),
                null,
                parameters,
                software,
                machine,
                warnings,
                definitions,
                RunProgress.NONE,
                List.of());
    }

    /** This header with another status and progress; the run ends now. */
    ManifestHeader withEnd(RunStatus newStatus, String newMessage, RunProgress newProgress) {
        return new ManifestHeader(
                name,
                newStatus,
                newMessage,
                started,
                Timestamp.now(),
                parameters,
                software,
                machine,
                warnings,
                definitions,
                newProgress,
                interruptions);
    }
}
