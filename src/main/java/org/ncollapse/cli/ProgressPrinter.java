package org.ncollapse.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.ncollapse.text.NumberText;

/**
 * Prints the progress of one task to standard error. On a terminal it draws a bar; elsewhere it prints a line from time
 * to time. Messages are lines in both cases.
 */
final class ProgressPrinter implements AutoCloseable {

    /** Seconds between two plain lines of a task that reports often. */
    static final int LINE_SECONDS = 5;

    private static final double SECONDS_PER_NANO = 1e-9;

    /** What a bar counts. */
    enum Unit {
        EPOCHS(" epochs", 1),
        ITERATIONS(" iterations", 1),
        MEBIBYTES(" MiB", 1 << 20);

        private final String label;
        private final long size;

        Unit(String label, long size) {
            this.label = label;
            this.size = size;
        }
    }

    private final PrintWriter err;
    private ProgressBar bar;
    private boolean started;
    private long startNanos;
    private double doneAtStart;
    private long lastLineNanos;

    ProgressPrinter(PrintWriter err) {
        this.err = err;
    }

    /**
     * Starts the clock of a task and draws its bar.
     *
     * @param task the task's name
     * @param total the size of the whole task; −1 where it is not known yet
     * @param done the part that was done before
     */
    void start(String task, Unit unit, long total, double done) {
        startWithoutBar(done);
        if (hasTerminal()) {
            ProgressBarBuilder builder = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setUnit(unit.label, unit.size);
            bar = (unit == Unit.MEBIBYTES ? builder.showSpeed() : builder).build();
        }
    }

    /** Starts the clock of a task that is shown in lines only. */
    void startWithoutBar(double done) {
        close();
        started = true;
        doneAtStart = done;
        startNanos = System.nanoTime();
        lastLineNanos = startNanos;
    }

    boolean isStarted() {
        return started;
    }

    boolean hasTerminal() {
        return LaunchEnvironment.hasTerminal();
    }

    /** Moves the bar and changes its text, or prints a line if the last one is {@value #LINE_SECONDS} seconds old. */
    void step(long done, long total, String barText, Supplier<String> line) {
        move(done, total);
        text(barText, LINE_SECONDS, line);
    }

    /** Moves the bar, if there is one. */
    void move(long done, long total) {
        if (bar != null) {
            bar.maxHint(total);
            bar.stepTo(done);
        }
    }

    /** Changes the text of the bar, or prints a line if the last line is at least {@code seconds} old. */
    void text(String barText, int seconds, Supplier<String> line) {
        if (bar != null) {
            bar.setExtraMessage(barText);
        } else if ((System.nanoTime() - lastLineNanos) * SECONDS_PER_NANO > seconds) {
            message(line.get());
        }
    }

    /** Prints a line. */
    void message(String line) {
        lastLineNanos = System.nanoTime();
        if (bar != null) {
            err.println();
        }
        err.println(line);
        err.flush();
    }

    /** Returns {@code ", 3 min 5 s left"}, from the speed since the start; empty where nothing was done yet. */
    String timeLeft(double done, double total) {
        if (done <= doneAtStart || done >= total) {
            return "";
        }
        double secondsPerUnit = (System.nanoTime() - startNanos) * SECONDS_PER_NANO / (done - doneAtStart);
        return ", " + NumberText.duration(secondsPerUnit * (total - done)) + " left";
    }

    /** Removes the bar; the task may print messages after it. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
