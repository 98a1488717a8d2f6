package org.ncollapse.experiment.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ncollapse.experiment.store.MissingRun;
import org.ncollapse.experiment.store.Redaction;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.Sweep;
import org.ncollapse.spec.SweepReader;

/**
 * The runs, provenance and jobs of a sweep: {@code notebooks-export/NAME/sweep.json}. The status of the runs is in
 * their own folders.
 *
 * @param started UTC, ISO 8601
 * @param software the software that started it
 * @param submissions the job arrays on Slurm, in order
 */
public record SweepManifest(Sweep sweep, String started, Software software, List<Submission> submissions) {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * A job array.
     *
     * @param job the job id
     * @param submitted UTC, ISO 8601
     * @param first the index of the run that is task 0 of the array
     * @param runs the indices of its runs in the sweep's list, from 0
     */
    public record Submission(String job, String submitted, int first, List<Integer> runs) {}

    public SweepManifest {
        submissions = List.copyOf(submissions);
    }

    /** Returns the path of a sweep's manifest. */
    public static Path file(RunFolders folders) {
        return folders.sweepManifest();
    }

    /** Returns whether there is a sweep of the name. */
    public static boolean exists(RunFolders folders) {
        return Files.isRegularFile(file(folders));
    }

    /**
     * Reads a sweep.
     *
     * @throws BadInputException if there is none, or its file cannot be read
     */
    public static SweepManifest read(RunFolders folders) throws IOException {
        Path file = file(folders);
        if (!exists(folders)) {
            throw MissingRun.sweep(file);
        }
        try {
            JsonNode json = MAPPER.readTree(file.toFile());
            return new SweepManifest(
                    SweepReader.fromJson(file.toString(), json.required("sweep")),
                    json.required("started").asText(),
                    MAPPER.treeToValue(json.required("software"), Software.class),
                    MAPPER.convertValue(json.required("submissions"), new TypeReference<List<Submission>>() {}));
        } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
            throw new BadInputException(
                    file + " is not readable by this version: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    /** Writes the manifest atomically: a reader never sees half of one. */
    void write(RunFolders folders) throws IOException {
        ObjectNode json = MAPPER.createObjectNode();
        ObjectNode sweepJson = (ObjectNode) Redaction.redact(SweepReader.toJson(sweep));
        sweepJson.putObject("slurm"); // It may name an account or an address, and is read from the sweep's file.
        json.set("sweep", sweepJson);
        json.put("started", started);
        json.set("software", MAPPER.valueToTree(software));
        json.set("submissions", MAPPER.valueToTree(submissions));
        Files.createDirectories(folders.export());
        AtomicFile.write(file(folders), part -> MAPPER.writeValue(part.toFile(), json));
    }

    /** The same manifest with the runs of the sweep's file, which may have changed. */
    SweepManifest with(Sweep changed) {
        return new SweepManifest(changed, started, software, submissions);
    }

    SweepManifest with(Submission submission) {
        List<Submission> all = new ArrayList<>(submissions);
        all.add(submission);
        return new SweepManifest(sweep, started, software, all);
    }
}
