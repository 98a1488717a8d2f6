package org.ncollapse.experiment.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.RunStatus;

/** The provenance, status and progress of a run: {@code manifest.json}. Every folder of results has one. */
public sealed interface Manifest permits ExperimentManifest, SimulationManifest, MeasurementManifest {

    /** What all kinds of runs have in common. */
    ManifestHeader header();

    /** The settings that determine the results: the experiment, the simulation, or the measured features. */
    JsonNode settings();

    /** The same manifest with another header. */
    Manifest withHeader(ManifestHeader header);

    /** What the column {@code epoch} of the run's tables counts: "epoch" or "iteration". */
    default String epochUnit() {
        return "epoch";
    }

    /** The run's name. */
    default String name() {
        return header().name();
    }

    /** The status that the manifest holds. */
    default RunStatus status() {
        return header().status();
    }

    /** How far the run has come. */
    default RunProgress progress() {
        return header().progress();
    }

    /** This manifest with another status and progress; the run ends now. */
    default Manifest withEnd(RunStatus status, String message, RunProgress progress) {
        return withHeader(header().withEnd(status, message, progress));
    }

    /** Whether the run can be resumed. Simulations and measurements are repeated instead. */
    default boolean isResumable() {
        return false;
    }

    /** Whether both have the same JSON. */
    default boolean sameAs(Manifest other) {
        return ManifestJson.toJson(this).equals(ManifestJson.toJson(other));
    }

    /** The JSON without the settings. */
    default JsonNode withoutSettings() {
        ObjectNode json = ManifestJson.toJson(this);
        return json.remove(ManifestJson.SETTINGS_KEYS);
    }

    /**
     * Reads the manifest of a run.
     *
     * @throws BadInputException if there is none, or it cannot be parsed
     */
    static Manifest read(Path file) throws IOException {
        return ManifestJson.read(file);
    }

    /** Writes the manifest atomically: a reader never sees half of one. */
    default void write(Path file) throws IOException {
        ManifestJson.write(this, file);
    }
}
