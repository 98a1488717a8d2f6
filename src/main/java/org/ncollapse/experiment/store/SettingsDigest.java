package org.ncollapse.experiment.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.ncollapse.io.Sha256;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;

/** The SHA-256 of an experiment without the keys that a resumed run can change. */
public final class SettingsDigest {

    private static final List<String> CHANGEABLE = List.of("notes", "checkpoint", "ufm");
    private static final List<String> CHANGEABLE_TRAINING = List.of("epochs", "epochsPastZeroError");
    private static final List<String> CHANGEABLE_CAPTURE = List.of("saveFeatures", "tensorboard");

    private SettingsDigest() {}

    /** Returns the digest of the settings as a manifest has them. */
    public static String of(Experiment experiment) {
        // The manifest's paths are redacted, and a resumed run knows no others.
        return of(Redaction.redact(ExperimentReader.toJson(experiment)));
    }

    /** Returns the digest of the settings in a manifest. */
    public static String of(JsonNode settings) {
        ObjectNode json = settings.deepCopy();
        json.remove(CHANGEABLE);
        remove(json.get("training"), CHANGEABLE_TRAINING);
        remove(json.get("capture"), CHANGEABLE_CAPTURE);
        return Sha256.of(json.toString());
    }

    private static void remove(JsonNode section, List<String> keys) {
        if (section instanceof ObjectNode object) { // A manifest of another version may lack it.
            object.remove(keys);
        }
    }
}
