package org.ncollapse.cli;

import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.ncollapse.experiment.MeasurementListener;

/** Shows how a measurement goes on: a bar over what is read on a terminal, elsewhere a plain line now and then, with what is left. */
final class MeasureProgress implements MeasurementListener, AutoCloseable {

    private static final long MEBIBYTE = 1 << 20;
    private static final long PLAIN_LINE_EVERY = 5_000_000_000L;

    private final String name;
    private final PrintWriter err;
    private final long begun = System.nanoTime();
    private long said = begun;
    private ProgressBar bar;

    MeasureProgress(String name, PrintWriter err) {
        this.name = name;
        this.err = err;
    }

    @Override
    public void read(long bytes, long total) {
        long now = System.nanoTime();
        if (LaunchEnvironment.hasTerminal()) {
            if (bar == null) {
                bar = new ProgressBarBuilder().setTaskName(name).setInitialMax(total).setUnit(" MiB", MEBIBYTE).showSpeed().build();
            }
            bar.stepTo(bytes);
        } else if (bytes < total && now - said > PLAIN_LINE_EVERY) {
            double left = (now - begun) * 1e-9 * (total - bytes) / bytes;
            say(String.format(Locale.ROOT, "%s: %d of %d MiB read, %s left", name, bytes / MEBIBYTE, total / MEBIBYTE, Durations.of(left)));
        }
    }

    @Override
    public void warn(String message) {
        say("warning: " + message);
    }

    private void say(String line) {
        said = System.nanoTime();
        err.println(line);
        err.flush();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
