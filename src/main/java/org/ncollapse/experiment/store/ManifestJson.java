package org.ncollapse.experiment.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;

/**
 * Reads and writes {@code manifest.json}. The keys of the header and those of the kind are on one level; exactly one of
 * {@code experiment}, {@code simulation} and {@code features} is present and tells the kind.
 */
final class ManifestJson {

    private static final String EXPERIMENT = "experiment";
    private static final String SIMULATION = "simulation";
    private static final String FEATURES = "features";
    private static final String DATA = "data";
    private static final String INITIAL_FROM = "initialFromSha256";

    /** The keys of which a manifest has exactly one. */
    static final List<String> SETTINGS_KEYS = List.of(EXPERIMENT, SIMULATION, FEATURES);

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new OptionalIntModule())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private ManifestJson() {}

    static ObjectNode toJson(Manifest manifest) {
        ObjectNode json = MAPPER.valueToTree(manifest.header());
        if (manifest instanceof ExperimentManifest run) {
            json.set(DATA, MAPPER.valueToTree(run.data()));
            json.set(EXPERIMENT, run.experiment());
            if (run.initialFromSha256() != null) {
                json.put(INITIAL_FROM, run.initialFromSha256());
            }
        } else if (manifest instanceof SimulationManifest run) {
            json.set(SIMULATION, run.simulation());
        } else if (manifest instanceof MeasurementManifest run) {
            json.set(FEATURES, MAPPER.valueToTree(run.features()));
        }
        return json;
    }

    static Manifest read(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) { // Reading a pipe or a device might never end.
            throw new BadInputException(file + " is not a regular file; replace it with the manifest of the run");
        }
        if (!Files.isRegularFile(file)) {
            throw MissingRun.run(file);
        }
        try {
            return parse(MAPPER.readTree(file.toFile()));
        } catch (JsonProcessingException e) {
            boolean isInvalidValue = e.getCause() instanceof IllegalArgumentException; // A record's constructor.
            throw unreadable(file, isInvalidValue ? e.getCause().getMessage() : e.getOriginalMessage(), e);
        } catch (CharConversionException e) {
            throw unreadable(file, "it is not UTF-8 text", e);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw unreadable(file, e.getMessage(), e);
        }
    }

    private static BadInputException unreadable(Path file, String why, Exception cause) {
        return new BadInputException(file + " is not readable by this version: " + why, cause);
    }

    private static Manifest parse(JsonNode json) throws JsonProcessingException {
        if (!json.isObject()) {
            throw new IllegalArgumentException("it is not a JSON object");
        }
        List<String> kinds = SETTINGS_KEYS.stream().filter(json::hasNonNull).toList();
        if (kinds.size() != 1) {
            throw new IllegalArgumentException("it must have one of the keys " + String.join(", ", SETTINGS_KEYS));
        }
        ObjectNode common = ((ObjectNode) json).deepCopy();
        common.remove(SETTINGS_KEYS);
        common.remove(INITIAL_FROM);
        JsonNode data = common.remove(DATA);
        ManifestHeader header = MAPPER.treeToValue(common, ManifestHeader.class);
        return switch (kinds.get(0)) {
            case EXPERIMENT ->
                new ExperimentManifest(
                        header,
                        json.get(EXPERIMENT),
                        data == null ? null : MAPPER.treeToValue(data, ExperimentManifest.Data.class),
                        json.path(INITIAL_FROM).asText(null));
            case SIMULATION -> new SimulationManifest(header, json.get(SIMULATION));
            default -> new MeasurementManifest(header, MAPPER.treeToValue(json.get(FEATURES), FeatureProvenance.class));
        };
    }

    static void write(Manifest manifest, Path file) throws IOException {
        AtomicFile.write(file, part -> MAPPER.writeValue(part.toFile(), toJson(manifest)));
    }
}
