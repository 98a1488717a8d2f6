package org.ncollapse.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.FilePrefix;
import org.ncollapse.io.LineCount;
import org.ncollapse.training.Checkpoint;
import org.ncollapse.training.CheckpointFolder;
import org.ncollapse.training.RunFingerprint;
import org.ncollapse.training.TrainingState;

/**
 * The state from which a run resumes.
 *
 * @param checkpoint the newest one that the run's files and settings match; null if the run starts again
 * @param lostFiles samples and features that the checkpoint lists and that are missing, by path in the folder of
 *     results
 * @param warnings what the user should know: damaged checkpoints and files, and what is missing
 */
record ResumePoint(Checkpoint checkpoint, List<String> lostFiles, List<String> warnings) {

    private static final String START_AGAIN =
            "restore it from a copy, or start again: run the experiment with --overwrite";

    ResumePoint {
        lostFiles = List.copyOf(lostFiles);
        warnings = List.copyOf(warnings);
    }

    /** The state of training. */
    TrainingState state() {
        return checkpoint == null ? TrainingState.initial() : checkpoint.state();
    }

    /** The files of the results in that state, by path in their folder, whose paths pass a test. */
    Map<String, FilePrefix> filesThat(Predicate<String> isWanted) {
        Map<String, FilePrefix> files = new TreeMap<>();
        if (checkpoint != null) {
            checkpoint.run().files().forEach((file, prefix) -> {
                if (isWanted.test(file)) {
                    files.put(file, prefix);
                }
            });
        }
        return files;
    }

    /**
     * Finds the newest checkpoint whose settings and files are those of the run. Nothing is written.
     *
     * <p>If samples or features are missing, an older checkpoint is better, because training from there writes them
     * again. Without one, the run can be completed without them. The run starts again only if no checkpoint was due.
     *
     * @param settings the SHA-256 of the run's settings
     * @param everyEpochs the number of epochs between two checkpoints
     * @param trained whether training has ended, so that a checkpoint was saved in any case
     * @throws BadInputException if a file is damaged and no older checkpoint makes it good; the message names the file
     */
    static ResumePoint find(
            CheckpointFolder checkpoints, RunFolders folders, String settings, int everyEpochs, boolean trained)
            throws IOException {
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        ResumePoint incomplete = null;
        boolean anyComplete = false;
        for (Path file : checkpoints.newestFirst()) {
            String problem = null;
            if (!CheckpointFolder.isComplete(file)) {
                problem = file + " is incomplete (its .sha256 file is missing)";
            } else {
                anyComplete = true;
                List<String> lost = new ArrayList<>();
                try {
                    Checkpoint checkpoint = CheckpointFolder.read(file);
                    problem = problemOf(checkpoint, folders, settings, lost).orElse(null);
                    if (problem == null && lost.isEmpty()) {
                        return new ResumePoint(checkpoint, List.of(), warnings);
                    }
                    if (problem == null) {
                        problem = folders.export().resolve(lost.get(0)) + " is missing";
                        incomplete = incomplete == null || lost.size() < incomplete.lostFiles.size()
                                ? new ResumePoint(checkpoint, lost, withLost(warnings, folders, lost))
                                : incomplete;
                    }
                } catch (BadInputException e) {
                    problem = e.getMessage();
                }
            }
            problems.add(problem);
            warnings.add(problem + ": using the checkpoint before " + file.getFileName());
        }
        if (incomplete != null) {
            return incomplete;
        }
        if (anyComplete) {
            throw new BadInputException(problems.get(0) + ", and no older checkpoint matches; " + START_AGAIN);
        }
        requireNoneDue(checkpoints, folders.export().resolve("epochs.csv"), everyEpochs, trained);
        return new ResumePoint(null, List.of(), List.of("there is no checkpoint to resume from; the run starts again"));
    }

    private static List<String> withLost(List<String> warnings, RunFolders folders, List<String> lost) {
        List<String> all = new ArrayList<>(warnings);
        lost.forEach(file -> all.add(
                folders.export().resolve(file) + " is missing: the run is completed without it and what needs it"));
        return all;
    }

    /** @param lost receives the files that are missing and that the run can be completed without */
    private static Optional<String> problemOf(
            Checkpoint checkpoint, RunFolders folders, String settings, List<String> lost) throws IOException {
        if (!checkpoint.run().settings().equals(settings)) {
            return Optional.of(
                    checkpoint.file() + " was saved with other settings than those in " + folders.manifest());
        }
        for (Map.Entry<String, FilePrefix> entry : checkpoint.run().files().entrySet()) {
            Path file = folders.export().resolve(entry.getKey());
            boolean isTable = RunFingerprint.isTable(entry.getKey());
            if (!isTable && FilePrefix.isMissing(file)) {
                lost.add(entry.getKey());
                continue;
            }
            Optional<String> problem = entry.getValue().problemOf(file, isTable);
            if (problem.isPresent()) {
                return Optional.of(
                        file + " " + problem.get() + (isTable ? "" : "; it can be deleted if it is not needed"));
            }
        }
        return Optional.empty();
    }

    /** Starting again must not cost the user epochs that a checkpoint had saved. */
    private static void requireNoneDue(CheckpointFolder checkpoints, Path epochs, int everyEpochs, boolean trained)
            throws IOException {
        if (!FilePrefix.isMissing(epochs) && !Files.isRegularFile(epochs)) {
            throw new BadInputException(epochs + " is not a regular file; " + START_AGAIN);
        }
        long completed = Math.max(0, LineCount.of(epochs) - 1);
        // A checkpoint is saved after the row of its epoch is written.
        if (trained || completed > everyEpochs) {
            throw new BadInputException(checkpoints.folder() + " has no checkpoint, although "
                    + (trained
                            ? "training has ended"
                            : completed + " epochs are complete and one is saved every " + everyEpochs)
                    + "; " + START_AGAIN);
        }
    }
}
