package org.ncollapse.experiment.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ncollapse.experiment.store.FeatureProvenance.SplitFeatures;
import org.ncollapse.experiment.store.FeatureProvenance.Training;

/**
 * The manifest of a measurement of saved features.
 *
 * @param features the provenance of the features
 */
public record MeasurementManifest(ManifestHeader header, FeatureProvenance features) implements Manifest {

    private static final int MAX_FILES = 3;

    public MeasurementManifest {
        if (features == null) {
            throw new IllegalArgumentException("features is missing");
        }
    }

    /** {@inheritDoc} One value for each property, without lists, so that measurements can be compared in a table. */
    @Override
    public JsonNode settings() {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        List<String> names =
                features.files().stream().map(FeatureProvenance.File::name).toList();
        settings.put(
                "files",
                String.join(", ", names.subList(0, Math.min(MAX_FILES, names.size())))
                        + (names.size() > MAX_FILES ? " and " + (names.size() - MAX_FILES) + " more" : ""));
        settings.put("classes", features.labels().size());
        settings.put("loss", features.loss());
        put(settings, "samples", SplitFeatures::samples);
        put(settings, "width", SplitFeatures::width);
        put(settings, "type", SplitFeatures::type);
        put(settings, "head", SplitFeatures::head);
        put(settings, "bias", SplitFeatures::bias);
        put(settings, "weightDecay", SplitFeatures::weightDecay);
        putTraining(settings, "featureDecay", Training::featureDecay);
        putTraining(settings, "biasWeightDecay", Training::biasDecay);
        putTraining(settings, "hiddenWeightDecay", Training::hiddenWeightDecay);
        return settings;
    }

    private void put(ObjectNode settings, String key, Function<SplitFeatures, Object> property) {
        settings.put(
                key,
                features.splits().stream()
                        .map(property)
                        .filter(Objects::nonNull)
                        .map(Object::toString)
                        .distinct()
                        .collect(Collectors.joining(", ")));
    }

    private void putTraining(ObjectNode settings, String key, Function<Training, Object> property) {
        put(settings, key, split -> split.training() == null ? null : property.apply(split.training()));
    }

    @Override
    public MeasurementManifest withHeader(ManifestHeader newHeader) {
        return new MeasurementManifest(newHeader, features);
    }
}
