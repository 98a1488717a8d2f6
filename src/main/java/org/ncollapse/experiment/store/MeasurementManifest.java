package org.ncollapse.experiment.store;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The manifest of a measurement of saved features.
 *
 * @param features the provenance of the features
 */
public record MeasurementManifest(ManifestHeader header, FeatureProvenance features) implements Manifest {

    public MeasurementManifest {
        if (features == null) {
            throw new IllegalArgumentException("features is missing");
        }
    }

    @Override
    public JsonNode settings() {
        return ManifestJson.toJson(this).get("features");
    }

    @Override
    public MeasurementManifest withHeader(ManifestHeader newHeader) {
        return new MeasurementManifest(newHeader, features);
    }
}
