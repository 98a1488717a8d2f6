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
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.Sweep;
import org.ncollapse.spec.SweepReader;

/**
 * What a sweep is made of, as its folder keeps it: {@code notebooks-export/NAME/sweep.json}. Where its runs stand is in
 * their own folders.
 *
 * @param started UTC, ISO 8601
 * @param software that began it
 * @param submissions to Slurm, in order
 */
public record SweepManifest(Sweep sweep, String started, Software software, List<Submission> submissions) {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * An array of jobs.
     *
     * @param job Slurm's number of it
     * @param submitted UTC, ISO 8601
     * @param first what the array's indices count from
     * @param runs places in the sweep's list of runs, from 0
     */
    public record Submission(String job, String submitted, int first, List<Integer> runs) {}

    public SweepManifest {
        submissions = List.copyOf(submissions);
    }

    /** Where the sweep of a name has it. */
    public static Path file(RunFolders folders) {
        return folders.export().resolve("sweep.json");
    }

    /** Whether there is a sweep of the name. */
    public static boolean exists(RunFolders folders) {
        return Files.isRegularFile(file(folders));
    }

    /**
     * Reads a sweep.
     *
     * @throws BadInputException where there is none, or its file is damaged
     */
    public static SweepManifest read(RunFolders folders) throws IOException {
        Path file = file(folders);
        if (!exists(folders)) {
            throw new BadInputException(
                    file
                            + " is not there; give the name of a sweep, as its file has it, that 'ncollapse sweep FILE' has begun");
        }
        try {
            JsonNode json = MAPPER.readTree(file.toFile());
            return new SweepManifest(
                    SweepReader.fromJson(file.toString(), json.required("sweep")),
                    json.required("begun").asText(),
                    MAPPER.treeToValue(json.required("software"), Software.class),
                    MAPPER.convertValue(json.required("submissions"), new TypeReference<List<Submission>>() {}));
        } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
            throw new BadInputException(
                    file + " is no sweep as this version writes it: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    /** Writes beside, then renames: a reader never sees half of it. */
    void write(RunFolders folders) throws IOException {
        ObjectNode json = MAPPER.createObjectNode();
        json.set("sweep", SweepReader.toJson(sweep));
        json.put("begun", started);
        json.set("software", MAPPER.valueToTree(software));
        json.set("submissions", MAPPER.valueToTree(submissions));
        Files.createDirectories(folders.export());
        AtomicFile.write(file(folders), part -> MAPPER.writeValue(part.toFile(), json));
    }

    /** The same with another sweep's runs in place of these: of the sweep's own file, changed meanwhile. */
    SweepManifest with(Sweep changed) {
        return new SweepManifest(changed, started, software, submissions);
    }

    SweepManifest with(Submission submission) {
        List<Submission> all = new ArrayList<>(submissions);
        all.add(submission);
        return new SweepManifest(sweep, started, software, all);
    }
}
