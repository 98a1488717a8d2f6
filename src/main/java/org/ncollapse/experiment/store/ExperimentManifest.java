package org.ncollapse.experiment.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.ncollapse.data.FileProvenance;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.training.TrainingState;

/**
 * The manifest of a network's run.
 *
 * @param experiment the resolved experiment file, with every default filled in; paths are redacted
 * @param data the images
 * @param initialFromSha256 the SHA-256 of the file {@code network.initialFrom}; null if the run has none
 */
public record ExperimentManifest(ManifestHeader header, JsonNode experiment, Data data, String initialFromSha256)
        implements Manifest {

    /** How metrics are defined where publications differ. */
    public static final List<String> DEFINITIONS = List.of(
            "metrics are computed with fixed weights, on unaugmented data, in inference mode, at the end of an epoch, "
                    + "in the data set's order",
            "the global mean is the mean of the class means, whatever the class sizes",
            "moments, metrics and the head's logits are computed in double precision from features in single precision",
            "standard deviations are population standard deviations");

    /**
     * The images.
     *
     * @param shape channels, height, width
     * @param classes the names of the classes, in the order of the labels
     * @param trainSamplesPerClass the number of training images of each class
     * @param testSamplesPerClass the number of test images of each class
     * @param mean the mean of each channel of the training images, of pixels scaled to [0, 1]; images are normalized
     *     with it
     * @param std the standard deviation of each channel, of pixels scaled to [0, 1]
     * @param files the files that the images were read from; empty if they were generated
     * @param oodFiles the files of {@code capture.oodDataset}
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

        public Data {
            if (classes == null
                    || classes.isEmpty()
                    || classes.stream().anyMatch(Objects::isNull)
                    || trainSamplesPerClass == null
                    || trainSamplesPerClass.length != classes.size()
                    || Arrays.stream(trainSamplesPerClass).anyMatch(count -> count < 0)
                    || Arrays.stream(trainSamplesPerClass).sum() <= 0
                    || shape == null
                    || shape.size() != 3
                    || shape.stream().anyMatch(extent -> extent == null || extent <= 0)
                    || mean == null
                    || mean.length != shape.get(0)
                    || std == null
                    || std.length != shape.get(0)) {
                throw new IllegalArgumentException("data: a required key is missing, null or out of range");
            }
        }

        /** Returns the shape of an image. */
        public ImageShape imageShape() {
            return new ImageShape(shape.get(0), shape.get(1), shape.get(2));
        }
    }

    public ExperimentManifest {
        if (experiment == null || !experiment.isObject() || data == null) {
            throw new IllegalArgumentException("experiment or data is missing");
        }
        experiment = Redaction.redact(experiment);
    }

    @Override
    public JsonNode settings() {
        return experiment;
    }

    @Override
    public ExperimentManifest withHeader(ManifestHeader newHeader) {
        return new ExperimentManifest(newHeader, experiment, data, initialFromSha256);
    }

    /** Returns this manifest of a run that starts from a file of initial parameters; null for none. */
    public ExperimentManifest withInitialFrom(String sha256) {
        return new ExperimentManifest(header, experiment, data, sha256);
    }

    @Override
    public boolean isResumable() {
        return status().isResumable();
    }

    /** Whether another run has the same images, in files of any name. */
    public boolean hasSameDataAs(ExperimentManifest other) {
        return dataWithoutFileNames().equals(other.dataWithoutFileNames());
    }

    /** The images of a catalog data set may move to a folder where another program keeps them, or be decompressed. */
    private JsonNode dataWithoutFileNames() {
        JsonNode json = ManifestJson.toJson(this).get("data");
        for (String files : List.of("files", "oodFiles")) {
            for (JsonNode file : json.path(files)) {
                ((ObjectNode) file).retain("bytes", "sha256");
            }
        }
        return json;
    }

    /**
     * Returns the manifest of this run when it resumes now.
     *
     * @param current the manifest of a run that would start now
     * @param from the state that training resumes from
     * @param newWarnings the warnings that the user was shown on resuming
     */
    public ExperimentManifest resumed(ExperimentManifest current, TrainingState from, List<String> newWarnings) {
        ManifestHeader previous = header;
        String cause = switch (previous.status()) {
            case FINISHED -> "finished at epoch " + previous.progress().epochs() + ", then trained further";
            case RUNNING, FITTING -> "ended unexpectedly";
            default -> previous.message();
        };
        InterruptionRecord interruption = new InterruptionRecord(
                cause,
                previous.ended(),
                from.epoch(),
                from.step(),
                Timestamp.now(),
                previous.software(),
                previous.machine());
        return new ExperimentManifest(
                new ManifestHeader(
                        previous.name(),
                        RunStatus.RUNNING,
                        null,
                        previous.started(),
                        null,
                        previous.parameters(),
                        current.header.software(),
                        current.header.machine(),
                        Stream.of(previous.warnings(), current.header.warnings(), newWarnings)
                                .flatMap(List::stream)
                                .distinct()
                                .toList(),
                        previous.definitions(),
                        previous.progress(),
                        Stream.concat(previous.interruptions().stream(), Stream.of(interruption))
                                .toList()),
                current.experiment,
                data,
                initialFromSha256);
    }
}
