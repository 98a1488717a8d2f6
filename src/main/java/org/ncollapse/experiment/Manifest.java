package org.ncollapse.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.ncollapse.data.DataFile;
import org.ncollapse.spec.BadInputException;

/**
 * Everything a run came from, and how it ended: {@code manifest.json}. No result lies anywhere without it.
 *
 * @param status      {@code running} until the end is written; then {@code finished}, {@code diverged} or {@code failed}
 * @param message     what went wrong; null where nothing did
 * @param started     UTC, ISO 8601
 * @param ended       likewise; null while it runs
 * @param experiment  the resolved experiment file, every default filled in; null for a simulation
 * @param simulation  the resolved simulation file; null for a network's run
 * @param data        the images; null for a simulation, which has none
 * @param parameters  numbers that are trained
 * @param warnings    what the user was warned of
 * @param measurement how numbers are defined where publications differ, in words
 * @param progress    how far it came
 */
public record Manifest(String name, String status, String message, String started, String ended,
        @JsonInclude(Include.NON_NULL) JsonNode experiment, @JsonInclude(Include.NON_NULL) JsonNode simulation,
        @JsonInclude(Include.NON_NULL) Data data, long parameters, Software software, Machine machine, List<String> warnings, List<String> measurement, Progress progress) {

    private static final JsonMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * The images.
     *
     * @param trainPerClass images of each class that were trained on
     * @param mean          of each channel of those, as a fraction of 255: images are standardised by it
     * @param deviation     likewise
     * @param files         that the images were read from; none where they were drawn
     * @param outOfDistributionFiles likewise for {@code capture.ood}
     */
    public record Data(String name, List<Integer> shape, List<String> classes, int[] trainPerClass, int[] testPerClass, double[] mean,
            double[] deviation, List<DataFile> files, List<DataFile> outOfDistributionFiles) {
    }

    /**
     * How far the run came.
     *
     * @param epochs           completed epochs; of a simulation, iterations
     * @param zeroEpoch        the first epoch (of a simulation, recorded iteration) without training error; null while there is none
     * @param trainingSeconds  spent in training steps
     * @param measuringSeconds spent in measuring and writing
     */
    public record Progress(int epochs, Integer zeroEpoch, double trainingSeconds, double measuringSeconds) {
    }

    /** How numbers are defined where publications differ. */
    static final List<String> MEASUREMENT = List.of(
            "fixed weights, unaugmented data, inference mode, at the end of an epoch, in the data set's order",
            "the global mean is the mean of the class means, whatever the classes' sizes",
            "moments, metrics and the head's logits in double precision, from features in single precision",
            "standard deviations are the population's");

    /**
     * Reads the manifest of a run.
     *
     * @throws BadInputException where there is none, or it is damaged
     */
    static Manifest read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + " is not there; give the name of a run whose results lie in notebooks-export/NAME");
        }
        try {
            return MAPPER.readValue(file.toFile(), Manifest.class);
        } catch (JsonProcessingException e) {
            throw new BadInputException(file + " is no manifest as this version writes it: " + e.getOriginalMessage(), e);
        }
    }

    Manifest ended(String how, String why, String when, Progress reached) {
        return new Manifest(name, how, why, started, when, experiment, simulation, data, parameters, software, machine, warnings, measurement, reached);
    }

    /** What the column {@code epoch} of the run's tables counts, as figures name it. */
    public String counts() {
        return simulation == null ? "epoch" : "iteration";
    }

    /** The time as a manifest states it. */
    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Writes beside, then renames: a reader never sees half a manifest. */
    void write(Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        MAPPER.writeValue(part.toFile(), this);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
