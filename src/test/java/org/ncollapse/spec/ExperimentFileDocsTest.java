package org.ncollapse.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/experiment-file.md lists every key of the three kinds of files, and the defaults that the readers apply. */
class ExperimentFileDocsTest {

    private static final Path PAGE = Path.of("docs/experiment-file.md");

    /** One row of a table of keys. */
    private record DocumentedKey(String key, String defaultValue) {}

    @Test
    void experimentKeysAreThoseOfTheRecord() throws IOException {
        assertThat(documentedKeys("Experiment files")).isEqualTo(keysOf(Experiment.class));
    }

    @Test
    void sweepKeysAreThoseOfTheRecord() throws IOException {
        assertThat(documentedKeys("Sweep files")).isEqualTo(keysOf(SweepFile.class));
    }

    @Test
    void simulationKeysAreThoseOfTheRecord() throws IOException {
        assertThat(documentedKeys("Simulation files")).isEqualTo(keysOf(SimulationSpec.class));
    }

    /** Defaults in backticks are values; all others are descriptions. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Experiment files | {name: a, dataset: {name: digits}, network: {kind: mlp}}",
                "Experiment files | {name: a, dataset: {name: digits}, network: {kind: resnet18}}",
                "Simulation files | {name: a, model: {kind: plain, classes: 2, samplesPerClass: 1, width: 2, lambdaW: 1, lambdaH: 1}}"
            })
    void defaultsAreThoseOfTheReader(String heading, String minimalFile) throws IOException {
        JsonNode resolved = heading.startsWith("Experiment")
                ? ExperimentReader.toJson(ExperimentReader.read("minimal", minimalFile, List.of()))
                : SimulationReader.toJson(SimulationReader.read("minimal", minimalFile, List.of()));
        YAMLMapper yaml = new YAMLMapper();
        int checked = 0;
        for (DocumentedKey row : rows(heading)) {
            JsonNode value = resolved.at("/" + row.key().replace('.', '/'));
            if (!row.defaultValue().matches("`[^`]+`") || value.isMissingNode()) {
                continue;
            }
            JsonNode documented = yaml.readTree(row.defaultValue().replace("`", ""));
            assertThat(asText(value)).as(row.key()).isEqualTo(asText(documented));
            checked++;
        }
        assertThat(checked).isGreaterThan(3);
    }

    /** The same text for 10 and 10.0, and for a number of which four equal penalties were made. */
    private static String asText(JsonNode value) {
        if (value.isObject()
                && new TreeSet<>(value.properties().stream()
                                        .map(entry -> entry.getValue().toString())
                                        .toList())
                                .size()
                        == 1) {
            return asText(value.iterator().next());
        }
        return value.isNumber() ? value.decimalValue().stripTrailingZeros().toPlainString() : value.toString();
    }

    private static Set<String> documentedKeys(String heading) throws IOException {
        List<String> keys = rows(heading).stream().map(DocumentedKey::key).toList();
        assertThat(keys).doesNotHaveDuplicates();
        return new TreeSet<>(keys);
    }

    /** The rows of the table under a heading of the second level: {@code | `key` | type | default | ...}. */
    private static List<DocumentedKey> rows(String heading) throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        int start = lines.indexOf("## " + heading);
        assertThat(start).as(heading).isNotNegative();
        return lines.subList(start + 1, lines.size()).stream()
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" *\\| *"))
                .map(cells -> new DocumentedKey(cells[1].replace("`", ""), cells[3]))
                .toList();
    }

    /** The dotted keys of a file: sections are records, alternatives are the records of a sealed interface. */
    private static Set<String> keysOf(Class<?> section) {
        Set<String> keys = new TreeSet<>();
        addKeys(section, "", keys);
        return keys;
    }

    private static void addKeys(Class<?> section, String prefix, Set<String> keys) {
        Set<Class<?>> records = section.isSealed()
                ? new LinkedHashSet<>(Arrays.asList(section.getPermittedSubclasses()))
                : Set.of(section);
        for (Class<?> each : records) {
            for (RecordComponent component : each.getRecordComponents()) {
                String key = prefix + component.getName();
                Class<?> type = component.getType();
                if (type.equals(WeightDecay.class) || type.equals(FeatureDecay.class)) { // A number or a map.
                    keys.add(key);
                }
                if (isSection(type)) {
                    addKeys(type, key + ".", keys);
                } else {
                    keys.add(key);
                }
            }
        }
    }

    /** Records that are written as one value, such as a fraction or a list of epochs, are not sections. */
    private static boolean isSection(Class<?> type) {
        return type.isSealed()
                || type.isRecord()
                        && Stream.of(type.getMethods()).noneMatch(method -> method.isAnnotationPresent(JsonValue.class))
                        && Stream.of(type.getDeclaredConstructors())
                                .map(constructor -> constructor.getAnnotation(JsonCreator.class))
                                .noneMatch(creator -> creator != null && creator.mode() == JsonCreator.Mode.DISABLED);
    }
}
