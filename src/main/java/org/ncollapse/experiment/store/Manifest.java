package org.ncollapse.experiment.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.ncollapse.data.FileProvenance;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.training.TrainingState;

/**
 * Everything a run came from, and how it ended: {@code manifest.json}. No result lies anywhere without it.
 *
 * @param status {@code running}; {@code trained} while it is fitted; in the end {@code finished}, {@code diverged},
 *     {@code interrupted} or {@code failed}
 * @param message what went wrong; null where nothing did
 * @param started UTC, ISO 8601
 * @param ended likewise; null while it runs
 * @param experiment the resolved experiment file, every default filled in; null for a simulation or a measurement
 * @param simulation the resolved simulation file; null for a network's run or a measurement
 * @param features what was captured elsewhere and measured here; null for what was run here
 * @param data the images; null for a simulation, which has none, and for a measurement, which does not know them
 * @param parameters numbers that are trained; of a measurement, the head's
 * @param warnings what the user was warned of
 * @param definitions how numbers are defined where publications differ, in words
 * @param progress how far it came
 * @param interruptions what came between its beginning and its end, in order
 */
public record Manifest(
        String name,
        String status,
        String message,
        String started,
        String ended,
        @JsonInclude(Include.NON_NULL) JsonNode experiment,
        @JsonInclude(Include.NON_NULL) JsonNode simulation,
        @JsonInclude(Include.NON_NULL) FeatureProvenance features,
        @JsonInclude(Include.NON_NULL) Data data,
        long parameters,
        Software software,
        Machine machine,
        List<String> warnings,
        List<String> definitions,
        Progress progress,
        List<InterruptionRecord> interruptions) {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * The images.
     *
     * @param trainSamplesPerClass images of each class that were trained on
     * @param mean of each channel of those, as a fraction of 255: images are standardised by it
     * @param std likewise
     * @param files that the images were read from; none where they were drawn
     * @param oodFiles likewise for {@code capture.oodDataset}
     */
    public record Data(
            String name,
            List<Integer> shape,
            List<String> classes,
            int[] trainSamplesPerClass,
            int[] testSamplesPerClass,
            double[] mean,
            double[] std,
            List<FileProvenance> files,
            List<FileProvenance> oodFiles) {

        private boolean lacksSomething() {
            return classes == null
                    || classes.isEmpty()
                    || classes.contains(null)
                    || trainSamplesPerClass == null
                    || trainSamplesPerClass.length != classes.size()
                    || Arrays.stream(trainSamplesPerClass).anyMatch(count -> count < 0)
                    || Arrays.stream(trainSamplesPerClass).sum() <= 0;
        }
    }

    /**
     * How far the run came.
     *
     * @param epochs completed epochs; of a simulation, iterations
     * @param zeroErrorEpoch the first epoch (of a simulation, recorded iteration) without training error; null while
     *     there is none
     * @param trainingSeconds spent in training steps
     * @param captureSeconds spent in measuring, writing and fitting
     */
    public record Progress(int epochs, Integer zeroErrorEpoch, double trainingSeconds, double captureSeconds) {}

    /**
     * A time at which the run stood still.
     *
     * @param cause in words: a signal, a failure and its message, an end that left no word, or that it was finished and
     *     trained on
     * @param ended UTC, ISO 8601; null where the process could not say
     * @param epoch that it went on in, from 1
     * @param step of that epoch, that it went on behind
     * @param resumed when it went on
     * @param software that the run had gone on with until then
     * @param machine that it had run on
     */
    public record InterruptionRecord(
            String cause, String ended, int epoch, int step, String resumed, Software software, Machine machine) {}

    public Manifest {
        experiment = experiment == null || experiment.isNull() ? null : experiment;
        simulation = simulation == null || simulation.isNull() ? null : simulation;
        interruptions = interruptions == null ? List.of() : List.copyOf(interruptions);
    }

    /** How numbers are defined where publications differ. */
    public static final List<String> DEFINITIONS = List.of(
            "fixed weights, unaugmented data, inference mode, at the end of an epoch, in the data set's order",
            "the global mean is the mean of the class means, whatever the classes' sizes",
            "moments, metrics and the head's logits in double precision, from features in single precision",
            "standard deviations are the population's");

    /**
     * Reads the manifest of a run.
     *
     * @throws BadInputException where there is none, or it is damaged
     */
    public static Manifest read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(
                    file + " is not there; give the name of a run whose results lie in notebooks-export/NAME");
        }
        try {
            Manifest manifest = MAPPER.readValue(file.toFile(), Manifest.class);
            if (manifest == null || manifest.lacksSomething()) {
                throw new BadInputException(file + " is no manifest as this version writes it: something is missing");
            }
            return manifest;
        } catch (JsonProcessingException e) {
            throw new BadInputException(
                    file + " is no manifest as this version writes it: " + e.getOriginalMessage(), e);
        }
    }

    private boolean lacksSomething() {
        return Stream.of(name, status, started, software, machine, warnings, definitions, progress)
                        .anyMatch(Objects::isNull)
                || machine.processor() == null
                || warnings.contains(null)
                || Stream.of(experiment, simulation, features)
                                .filter(Objects::nonNull)
                                .count()
                        != 1
                || experiment != null && (data == null || data.lacksSomething() || !experiment.isObject())
                || simulation != null && !simulation.isObject();
    }

    public Manifest ended(String how, String why, String when, Progress reached) {
        return new Manifest(
                name,
                how,
                why,
                started,
                when,
                experiment,
                simulation,
                features,
                data,
                parameters,
                software,
                machine,
                warnings,
                definitions,
                reached,
                interruptions);
    }

    /** Whether a network's run has not come to its end, and may yet. */
    boolean isResumable() {
        return experiment != null
                && List.of("running", "trained", "interrupted", "failed").contains(status);
    }

    /** Whether its tables are complete. */
    public boolean hasCompleteTables() {
        return List.of("trained", "finished", "diverged").contains(status);
    }

    /**
     * The run as it goes on here and now.
     *
     * @param present what would be written of a run that began now
     * @param from where training goes on
     * @param heard what the user was warned of on resuming
     */
    public Manifest resumed(Manifest present, TrainingState from, List<String> heard) {
        String how = switch (status) {
            case "finished" -> "finished at epoch " + progress.epochs() + ", then trained on";
            case "running", "trained" -> "ended without a word";
            default -> message;
        };
        return new Manifest(
                name,
                "running",
                null,
                started,
                null,
                present.experiment,
                null,
                null,
                data,
                parameters,
                present.software,
                present.machine,
                Stream.of(warnings, present.warnings, heard)
                        .flatMap(List::stream)
                        .distinct()
                        .toList(),
                definitions,
                progress,
                Stream.concat(
                                interruptions.stream(),
                                Stream.of(new InterruptionRecord(
                                        how, ended, from.epoch(), from.step(), now(), software, machine)))
                        .toList());
    }

    /** Whether another says the same in every particular. */
    public boolean sameAs(Manifest other) {
        return MAPPER.valueToTree(this).equals(MAPPER.valueToTree(other));
    }

    /** Whether another run's images are the same. */
    public boolean hasSameDataAs(Manifest other) {
        return MAPPER.valueToTree(data).equals(MAPPER.valueToTree(other.data));
    }

    /** What the results came of: the experiment, the simulation, or the features. */
    public JsonNode settings() {
        return features != null ? MAPPER.valueToTree(features) : experiment != null ? experiment : simulation;
    }

    /** Everything else. */
    public JsonNode withoutSettings() {
        ObjectNode rest = MAPPER.valueToTree(this);
        return rest.remove(List.of("experiment", "simulation", "features"));
    }

    /** What the column {@code epoch} of the run's tables counts, as figures name it. */
    public String epochUnit() {
        return simulation == null ? "epoch" : "iteration";
    }

    /** The time as a manifest states it. */
    public static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Writes beside, then renames: a reader never sees half a manifest. */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, part -> MAPPER.writeValue(part.toFile(), this));
    }
}
