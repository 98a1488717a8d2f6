package org.ncollapse.experiment.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.experiment.run.ExperimentRun;
import org.ncollapse.experiment.run.RunListener;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.spec.Sweep;
import org.ncollapse.spec.Sweep.PlannedRun;
import org.ncollapse.spec.SweepReader;
import org.ncollapse.training.StopSignal;

/** A sweep of networks that train in a second each, run in this process. */
final class TinySweep {

    private static final String EXPERIMENT = """
            name: base
            dataset: {name: digits, samplesPerClass: 20}
            network: {kind: mlp, widths: [32, 32], hiddenBias: false, headBias: false}
            objective: {weightDecay: 1e-3}
            optimizer: {learningRate: 0.05, momentum: 0.9}
            training: {epochs: 40, batchSize: 32}
            capture: {taps: [penultimate, previous], epochs: {first: 1, logSpaced: 2}}
            ufm: []
            """;

    private TinySweep() {}

    static Sweep read(String text) {
        return SweepReader.read("sweep.yaml", text, file -> new SweepReader.ExperimentSource(file, EXPERIMENT));
    }

    /** Writes the sweep's manifest, as if the sweep had been started. */
    static RunFolders begin(Path home, Sweep sweep) throws IOException {
        RunFolders folders = new RunFolders(home, sweep.name());
        new SweepManifest(sweep, "2026-01-01T00:00:00Z", Software.withoutNetwork(), List.of()).write(folders);
        return folders;
    }

    static void run(Path home, PlannedRun run) throws IOException {
        new ExperimentRun(
                        run.experiment(),
                        new RunFolders(home, run.name()),
                        new DatasetStore(home.resolve("datasets")),
                        new Quiet(),
                        new StopSignal())
                .execute(false);
    }

    static RunFolders runAll(Path home, Sweep sweep) throws IOException {
        RunFolders folders = begin(home, sweep);
        for (PlannedRun run : sweep.runs()) {
            run(home, run);
        }
        return folders;
    }

    private static final class Quiet implements RunListener {
        @Override
        public void warn(String message) {}

        @Override
        public void stageStarted(String what) {}

        @Override
        public void onProgress(String name, long bytes, long total) {}
    }
}
