package org.ncollapse.experiment.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.LineCount;
import org.ncollapse.spec.Sweep;

/** Reads the progress of all runs of a sweep from their files, at most once a second. */
final class SweepProgressReader {

    private static final long READ_INTERVAL_NANOS = 1_000_000_000;

    private final Sweep sweep;
    private final Path home;
    private final int[] epochs;
    private final boolean[] isFinal;
    private final long startNanos = System.nanoTime();
    private long lastReadNanos = startNanos - READ_INTERVAL_NANOS;
    private long epochsAtStart = -1;

    SweepProgressReader(Sweep sweep, Path home) {
        this.sweep = sweep;
        this.home = home;
        epochs = new int[sweep.runs().size()];
        isFinal = new boolean[sweep.runs().size()];
    }

    /** Reads the progress. */
    SweepProgressSnapshot read(int running, int failed) throws IOException {
        if (System.nanoTime() - lastReadNanos >= READ_INTERVAL_NANOS) {
            lastReadNanos = System.nanoTime();
            for (int i = 0; i < epochs.length; i++) {
                read(i);
            }
            epochsAtStart =
                    epochsAtStart < 0 ? Arrays.stream(epochs).asLongStream().sum() : epochsAtStart;
        }
        long all = sweep.runs().stream()
                .mapToLong(run -> run.experiment().training().epochs())
                .sum();
        long done = Arrays.stream(epochs).asLongStream().sum();
        int runs = 0;
        for (boolean ended : isFinal) {
            runs += ended ? 1 : 0;
        }
        double left = done > epochsAtStart
                ? (System.nanoTime() - startNanos) * 1e-9 * (all - done) / (done - epochsAtStart)
                : Double.NaN;
        return new SweepProgressSnapshot(runs, running, failed, done, all, left);
    }

    private void read(int i) throws IOException {
        if (isFinal[i]) {
            return;
        }
        RunFolders folders = new RunFolders(home, sweep.runs().get(i).name());
        isFinal[i] = RunSummary.status(folders).isFinal();
        if (isFinal[i]) { // A run that ends before its limit of epochs leaves nothing to do either.
            epochs[i] = sweep.runs().get(i).experiment().training().epochs();
        } else {
            epochs[i] = (int) Math.max(0, LineCount.of(folders.export().resolve("epochs.csv")) - 1);
        }
    }
}
