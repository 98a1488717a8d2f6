package org.ncollapse.experiment.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.ncollapse.network.Network;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.CheckpointSpec;
import org.ncollapse.training.CheckpointFolder;
import org.ncollapse.training.MomentumSgd;
import org.ncollapse.training.TrainingHook;
import org.ncollapse.training.TrainingState;

/** Saves the run's state as often as its experiment asks, each with the lengths that its tables had. */
final class CheckpointHook implements TrainingHook {

    private final CheckpointSpec spec;
    private final CheckpointFolder folder;
    private final Network network;
    private final MomentumSgd optimizer;
    private final RunTablesWriter tables;
    private TrainingState latest;
    private TrainingState saved;
    private Map<String, Long> lengths;
    private long since = System.nanoTime();

    /** @param from where training stands; as good as saved */
    CheckpointHook(
            CheckpointSpec spec,
            CheckpointFolder folder,
            Network network,
            MomentumSgd optimizer,
            RunTablesWriter tables,
            TrainingState from) {
        this.spec = spec;
        this.folder = folder;
        this.network = network;
        this.optimizer = optimizer;
        this.tables = tables;
        latest = from;
        saved = from;
        lengths = tables.sync();
    }

    @Override
    public void checkpointable(TrainingState state) {
        latest = state;
        boolean betweenEpochs = state.step() == 0;
        if (betweenEpochs) { // Within an epoch no table grows.
            lengths = tables.sync();
        }
        // By a clock that only runs forward, whatever the time of day is set to.
        boolean late = System.nanoTime() - since > spec.everyMinutes() * 60e9;
        if (late || betweenEpochs && (state.epoch() - 1) % spec.everyEpochs() == 0) {
            saveLatest();
        }
    }

    /** Saves the latest state, unless it has been. */
    void saveLatest() {
        if (latest.equals(saved)) {
            return;
        }
        try {
            folder.write(latest, lengths, network, optimizer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        saved = latest;
        since = System.nanoTime();
    }

    /** Where training stands. */
    TrainingState latest() {
        return latest;
    }
}
