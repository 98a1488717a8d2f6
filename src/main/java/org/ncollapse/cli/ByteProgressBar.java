package org.ncollapse.cli;

import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.ncollapse.data.fetch.DownloadProgress;
import org.ncollapse.text.NumberText;

/**
 * Shows what is fetched or read of files: a bar on a terminal, elsewhere a plain line now and then, with what is left.
 */
final class ByteProgressBar implements DownloadProgress, AutoCloseable {

    private static final long MEBIBYTE = 1 << 20;
    private static final long PLAIN_LINE_EVERY = 5_000_000_000L;

    private final PrintWriter err;
    private ProgressBar bar;
    private String current;
    private long begun;
    private long had;
    private long said;

    ByteProgressBar(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void onProgress(String name, long bytes, long total) {
        if (!name.equals(current)) {
            close();
            current = name;
            begun = System.nanoTime();
            had = bytes;
            said = begun;
            if (LaunchEnvironment.hasTerminal()) {
                bar = new ProgressBarBuilder()
                        .setTaskName(name)
                        .setInitialMax(total)
                        .setUnit(" MiB", MEBIBYTE)
                        .showSpeed()
                        .build();
            }
        }
        if (bar != null) {
            bar.stepTo(bytes);
        } else if (System.nanoTime() - said > PLAIN_LINE_EVERY) {
            said = System.nanoTime();
            double seconds = Math.max(1e-3, (said - begun) * 1e-9);
            double rate = (bytes - had) / seconds;
            String eta = rate > 0 && bytes < total ? ", " + NumberText.duration((total - bytes) / rate) + " left" : "";
            err.printf(
                    Locale.ROOT,
                    "%s: %.1f of %.1f MiB%s%n",
                    name,
                    (double) bytes / MEBIBYTE,
                    (double) total / MEBIBYTE,
                    eta);
            err.flush();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
