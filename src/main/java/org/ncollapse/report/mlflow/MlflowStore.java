package org.ncollapse.report.mlflow;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ncollapse.io.BadInputException;

/**
 * A file store of MLflow: a folder with one folder for each experiment, which has one folder for each run. All runs are
 * written into one experiment. Nothing else in the store is changed.
 */
public final class MlflowStore {

    /** The name that a new experiment gets; it can be renamed in MLflow. */
    static final String EXPERIMENT = "ncollapse";
    /** The id of that experiment in every store: 18 digits, as MLflow draws them. */
    static final String EXPERIMENT_ID = "626552773626552773";

    private static final String TRASH = ".trash";

    private final Path folder;
    private final String experimentId;

    private MlflowStore(Path folder, String experimentId) {
        this.folder = folder;
        this.experimentId = experimentId;
    }

    /**
     * Opens a store. Nothing is written.
     *
     * @param folder a store, an empty folder, or a path that does not exist
     * @throws BadInputException if it is something else, or if the experiment was deleted in MLflow
     */
    public static MlflowStore open(Path folder) throws IOException {
        Path root = folder.toAbsolutePath().normalize();
        if (!Files.exists(root)) {
            return new MlflowStore(root, EXPERIMENT_ID);
        }
        if (!Files.isDirectory(root)) {
            throw new BadInputException(folder + " is not a folder; expected a file store of MLflow, such as mlruns/. "
                    + "'mlflow migrate-filestore' copies a file store into a database");
        }
        List<Path> contents;
        try (Stream<Path> found = Files.list(root)) {
            contents = found.sorted().toList();
        }
        List<Path> experiments = contents.stream()
                .filter(path -> Files.isRegularFile(path.resolve(MetaFile.NAME)))
                .toList();
        if (!contents.isEmpty() && experiments.isEmpty() && !contents.contains(root.resolve(TRASH))) {
            throw new BadInputException(folder + " is not a file store of MLflow: no folder in it has a "
                    + MetaFile.NAME + "; expected a store such as mlruns/, or an empty or new folder");
        }
        Path deleted = root.resolve(TRASH).resolve(EXPERIMENT_ID);
        if (Files.exists(deleted)) {
            throw new BadInputException("the experiment " + EXPERIMENT_ID + " of " + folder
                    + " was deleted in MLflow; restore it with 'mlflow experiments restore --experiment-id "
                    + EXPERIMENT_ID + "', or delete " + deleted);
        }
        return new MlflowStore(root, experimentIn(experiments));
    }

    /** Returns the id of the experiment that runs go into: the one with our id, or else one with our name. */
    private static String experimentIn(List<Path> experiments) throws IOException {
        for (Path experiment : experiments) {
            String id = experiment.getFileName().toString();
            if (!id.equals(EXPERIMENT_ID) && nameOf(experiment).equals(EXPERIMENT)) {
                return experiments.contains(experiment.resolveSibling(EXPERIMENT_ID)) ? EXPERIMENT_ID : id;
            }
        }
        return EXPERIMENT_ID;
    }

    /** Returns an experiment's name; empty if it cannot be read, because MLflow skips such an experiment, too. */
    private static String nameOf(Path experiment) throws IOException {
        try {
            return MetaFile.read(experiment).path("name").asText();
        } catch (JacksonException e) {
            return "";
        }
    }

    /**
     * Checks that the store is not in a folder whose files become its artifacts.
     *
     * @throws BadInputException if it is
     */
    public void requireOutside(Path results) {
        if (folder.startsWith(results.toAbsolutePath().normalize())) {
            throw new BadInputException("the store " + folder + " is in the results of a run; choose another folder");
        }
    }

    /**
     * Writes a run, or updates it: its params, metrics and artifacts are replaced. Tags that were added in MLflow stay.
     *
     * @return the run's folder
     */
    public Path write(MlflowRun run) throws IOException {
        if (Files.notExists(folder)) { // MLflow expects its default experiment in every store.
            writeExperiment("0", "Default", run.started());
        }
        Path experiment = folder.resolve(experimentId);
        if (Files.notExists(experiment.resolve(MetaFile.NAME))) {
            writeExperiment(experimentId, EXPERIMENT, run.started());
        }
        return MlflowRunWriter.write(run, experiment);
    }

    private void writeExperiment(String id, String name, Instant created) throws IOException {
        Path experiment = folder.resolve(id);
        Files.createDirectories(experiment);
        SortedMap<String, Object> meta = new TreeMap<>();
        meta.put("artifact_location", MetaFile.uri(experiment));
        meta.put("creation_time", created.toEpochMilli());
        meta.put("experiment_id", id);
        meta.put("last_update_time", created.toEpochMilli());
        meta.put("lifecycle_stage", "active");
        meta.put("name", name);
        MetaFile.write(experiment, meta);
    }
}
