package org.ncollapse.experiment.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.Experiment;
import org.ncollapse.training.Checkpoint;
import org.ncollapse.training.CheckpointFolder;
import org.ncollapse.training.DivergedException;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.InterruptedTrainingException;
import org.ncollapse.training.MomentumSgd;
import org.ncollapse.training.StopSignal;
import org.ncollapse.training.TrainingState;

/**
 * One experiment from its file to its figures, in one process or several. Nothing is written before data and network
 * are known to be usable.
 */
public final class ExperimentRun {

    private final Experiment experiment;
    private final RunFolders folders;
    private final DatasetStore datasets;
    private final RunListener listener;
    private final StopSignal interruption;
    private final CheckpointFolder states;

    /**
     * A run in this process.
     *
     * @param folders where its results go
     * @param datasets where its images come from
     * @param listener hears how it goes on, on the thread that calls {@link #execute} or {@link #resume}
     * @param interruption ends it between two steps
     */
    public ExperimentRun(
            Experiment experiment,
            RunFolders folders,
            DatasetStore datasets,
            RunListener listener,
            StopSignal interruption) {
        this.experiment = experiment;
        this.folders = folders;
        this.datasets = datasets;
        this.listener = listener;
        this.interruption = interruption;
        states = new CheckpointFolder(
                folders.checkpoints(), experiment.checkpoint().keepLast());
    }

    /**
     * Trains, measures, writes and draws, from the beginning.
     *
     * @param overwrite whether the files of an earlier run of the name may be removed
     * @return how the last epoch ended
     * @throws BadInputException where the experiment cannot be run as it stands; nothing is written then
     * @throws DivergedException where the loss stopped being finite; what was recorded until then is kept and drawn
     * @throws InterruptedRunException where it was asked to stop
     */
    public EpochResult execute(boolean overwrite) throws IOException {
        RunLock.requireFree(folders);
        folders.requireUnused(overwrite);
        TrainingSetup materials = TrainingSetup.of(experiment, datasets, listener);
        try (RunLock lock = RunLock.acquire(folders)) {
            folders.requireUnused(overwrite); // Another may have begun meanwhile.
            heed();
            folders.deleteResults();
            Manifest manifest = materials.manifest();
            folders.createExport(manifest);
            return course(materials, materials.newOptimizer()).run(manifest, TrainingState.initial(), Map.of());
        }
    }

    /**
     * Goes on from the newest state that is whole, to the end that the run would have had.
     *
     * @return how the last epoch ended
     * @throws BadInputException where it cannot go on; nothing is written then
     * @throws DivergedException as {@link #execute}
     * @throws InterruptedRunException likewise
     */
    public EpochResult resume(ResumeRequest resumption) throws IOException {
        RunLock.requireFree(folders);
        TrainingSetup materials = TrainingSetup.of(experiment, datasets, listener);
        Manifest present = materials.manifest();
        if (!resumption.manifest().hasSameDataAs(present)) {
            throw new BadInputException(folders.manifest()
                    + ": the run began with other images than those that are called '"
                    + experiment.dataset().name() + "' here now; bring those back (--datasets), or begin another run");
        }
        try (RunLock lock = RunLock.acquire(folders)) {
            if (!resumption.manifest().sameAs(Manifest.read(folders.manifest()))) {
                throw new BadInputException(
                        folders.manifest() + " has changed meanwhile; see how the run stands, and resume it again");
            }
            List<String> heard = new ArrayList<>();
            Checkpoint newest = states.newestValid(
                    state -> RunTablesWriter.containCompleteRows(folders.export(), state.fileLengths()),
                    message -> warn(message, heard));
            TrainingState from = newest == null ? TrainingState.initial() : newest.state();
            refuseEnd(resumption, newest, from);
            MomentumSgd optimizer = materials.newOptimizer();
            if (newest != null) {
                newest.restore(materials.network(), optimizer);
            }
            warnOfDifferences(resumption.manifest(), present, newest, heard);
            heed();
            states.deleteNewerThan(newest);
            folders.deletePartFiles();
            folders.deleteAfter(
                    newest == null ? -1 : from.epoch() - 1,
                    from.zeroErrorEpoch().isPresent());
            Manifest manifest = resumption.manifest().resumed(present, from, heard);
            manifest.write(folders.manifest());
            return course(materials, optimizer).run(manifest, from, newest == null ? Map.of() : newest.fileLengths());
        }
    }

    /** A last time before files of an earlier run, or of this one, go. */
    private void heed() {
        try {
            interruption.throwIfRequested();
        } catch (InterruptedTrainingException e) {
            throw new InterruptedRunException(e);
        }
    }

    private RunExecutor course(TrainingSetup materials, MomentumSgd optimizer) {
        return new RunExecutor(folders, states, materials, optimizer, listener, interruption);
    }

    /** A finished run goes on only if it has been given a later end; and no run is given an end that it has passed. */
    private void refuseEnd(ResumeRequest resumption, Checkpoint newest, TrainingState from) {
        boolean finished = resumption.manifest().status().equals("finished");
        if (finished && newest == null) {
            throw new BadInputException(folders.checkpoints()
                    + " holds no state of the run any more: it is finished and cannot be trained on");
        }
        int done = from.epoch() - 1;
        boolean ends = done > 0 && experiment.training().isLastEpoch(done, from.zeroErrorEpoch());
        boolean otherEnd =
                !experiment.training().equals(resumption.originalExperiment().training());
        if (ends
                && (finished
                        || otherEnd
                        || !resumption.originalExperiment().training().isLastEpoch(done, from.zeroErrorEpoch()))) {
            throw new BadInputException(
                    folders.manifest() + ": the run has done " + done + " epochs" + (finished ? " and is finished" : "")
                            + "; to train it on, set a later end: --set training.epochs=N"
                            + (experiment.training().epochsPastZeroError() == null
                                    ? ""
                                    : " --set training.epochsPastZeroError=N"));
        }
    }

    private void warn(String message, List<String> heard) {
        heard.add(message);
        listener.warn(message);
    }

    private void warnOfDifferences(Manifest before, Manifest present, Checkpoint newest, List<String> heard) {
        if (newest == null) {
            warn("there is no state to go on from; the run begins again", heard);
        }
        if (!before.software().equals(present.software()) || !before.machine().hasSameHardwareAs(present.machine())) {
            warn(
                    "the run began with other software or on another processor or card: its last digits may differ from those of an uninterrupted one",
                    heard);
        }
    }
}
