package org.ncollapse.experiment.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.ncollapse.capture.FeatureFileWriter;
import org.ncollapse.io.FilePrefix;
import org.ncollapse.network.Network;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.CheckpointSpec;
import org.ncollapse.training.CheckpointFolder;
import org.ncollapse.training.Optimizer;
import org.ncollapse.training.RunFingerprint;
import org.ncollapse.training.TrainingHook;
import org.ncollapse.training.TrainingState;

/** Writes checkpoints as often as the experiment asks, each with the digests of the run's files at that time. */
final class CheckpointHook implements TrainingHook {

    private final CheckpointSpec spec;
    private final CheckpointFolder folder;
    private final Network network;
    private final Optimizer optimizer;
    private final RunTablesWriter tables;
    private final FeatureFileWriter features;
    private TrainingState latest;
    private TrainingState saved;
    private RunFingerprint run;
    private long savedNanos = System.nanoTime();

    /**
     * @param settings the SHA-256 of the run's settings
     * @param from the state that training starts from; it needs no checkpoint
     */
    CheckpointHook(
            CheckpointSpec spec,
            CheckpointFolder folder,
            Network network,
            Optimizer optimizer,
            String settings,
            RunTablesWriter tables,
            FeatureFileWriter features,
            TrainingState from) {
        this.spec = spec;
        this.folder = folder;
        this.network = network;
        this.optimizer = optimizer;
        this.tables = tables;
        this.features = features;
        latest = from;
        saved = from;
        run = new RunFingerprint(settings, syncedFiles());
    }

    private Map<String, FilePrefix> syncedFiles() {
        Map<String, FilePrefix> files = new TreeMap<>(tables.sync());
        files.putAll(features.files());
        return files;
    }

    @Override
    public void stateCompleted(TrainingState state) {
        latest = state;
        boolean betweenEpochs = state.step() == 0;
        if (betweenEpochs) { // No file changes within an epoch.
            run = run.withFiles(syncedFiles());
        }
        // A monotonic clock, because the time of day may be changed.
        boolean late = System.nanoTime() - savedNanos > spec.everyMinutes() * 60e9;
        if (late || betweenEpochs && (state.epoch() - 1) % spec.everyEpochs() == 0) {
            saveLatest();
        }
    }

    /** Writes a checkpoint of the latest state, unless there is one. */
    void saveLatest() {
        if (latest.equals(saved)) {
            return;
        }
        try {
            folder.write(latest, run, network, optimizer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        saved = latest;
        savedNanos = System.nanoTime();
    }

    /** The latest state that could be saved. */
    TrainingState latest() {
        return latest;
    }
}
