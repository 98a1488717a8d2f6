package org.ncollapse.experiment.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.ncollapse.experiment.store.Redaction;
import org.ncollapse.io.Sha256;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;

/** The SHA-256 of an experiment without the keys that a resumed run can change. */
final class SettingsDigest {

    private static final List<String> CHANGEABLE = List.of("notes", "checkpoint", "ufm");
    private static final List<String> CHANGEABLE_TRAINING = List.of("epochs", "epochsPastZeroError");
    private static final List<String> CHANGEABLE_CAPTURE = List.of("saveFeatures", "tensorboard");

    private SettingsDigest() {}

    /** Returns the digest of the settings as a manifest has them. */
    static String of(Experiment experiment) {
        // The manifest's paths are redacted, and a resumed run knows no others.
        ObjectNode json = (ObjectNode) Redaction.redact(ExperimentReader.toJson(experiment));
        json.remove(CHANGEABLE);
        ((ObjectNode) json.get("training")).remove(CHANGEABLE_TRAINING);
        ((ObjectNode) json.get("capture")).remove(CHANGEABLE_CAPTURE);
        return Sha256.of(json.toString());
    }
}
