package org.ncollapse.experiment.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.spec.Sweep;

/** How far all runs of a sweep have come together, from their files; looks at most once a second. */
final class SweepProgressReader {

    private static final long LOOK_EVERY_NANOS = 1_000_000_000;

    private final Sweep sweep;
    private final Path home;
    private final int[] epochs;
    private final boolean[] over;
    private final long begun = System.nanoTime();
    private long looked = begun - LOOK_EVERY_NANOS;
    private long before = -1;

    SweepProgressReader(Sweep sweep, Path home) {
        this.sweep = sweep;
        this.home = home;
        epochs = new int[sweep.runs().size()];
        over = new boolean[sweep.runs().size()];
    }

    /** Reads what has changed. */
    SweepProgressSnapshot read(int going, int failed) throws IOException {
        if (System.nanoTime() - looked >= LOOK_EVERY_NANOS) {
            looked = System.nanoTime();
            for (int i = 0; i < epochs.length; i++) {
                read(i);
            }
            before = before < 0 ? Arrays.stream(epochs).asLongStream().sum() : before;
        }
        long all = sweep.runs().stream()
                .mapToLong(run -> run.experiment().training().epochs())
                .sum();
        long done = Arrays.stream(epochs).asLongStream().sum();
        int runs = 0;
        for (boolean ended : over) {
            runs += ended ? 1 : 0;
        }
        double left = done > before ? (System.nanoTime() - begun) * 1e-9 * (all - done) / (done - before) : Double.NaN;
        return new SweepProgressSnapshot(runs, going, failed, done, all, left);
    }

    private void read(int i) throws IOException {
        if (over[i]) {
            return;
        }
        RunFolders folders = new RunFolders(home, sweep.runs().get(i).name());
        String status = RunSummary.status(folders);
        over[i] = RunSummary.isFinal(status);
        if (over[i]) { // A run that stops early leaves as little to do as one that goes to its bound.
            epochs[i] = sweep.runs().get(i).experiment().training().epochs();
        } else if (Files.isRegularFile(folders.export().resolve("epochs.csv"))) {
            try (Stream<String> lines = Files.lines(folders.export().resolve("epochs.csv"))) {
                epochs[i] = (int) Math.max(0, lines.count() - 1);
            }
        }
    }
}
