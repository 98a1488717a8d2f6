package org.ncollapse.cli;

import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.ncollapse.experiment.simulation.SimulationListener;
import org.ncollapse.spec.SimulationSpec;
import org.ncollapse.text.NumberText;

/**
 * Shows how a simulation goes on: a bar over iterations on a terminal, elsewhere a plain line now and then, with what
 * is left.
 */
final class SimulationProgressPrinter implements SimulationListener, AutoCloseable {

    private static final long PLAIN_LINE_EVERY = 5_000_000_000L;

    private final String name;
    private final int iterations;
    private final PrintWriter err;
    private final long begun = System.nanoTime();
    private long said = begun;
    private ProgressBar bar;

    SimulationProgressPrinter(SimulationSpec simulation, PrintWriter err) {
        name = simulation.name();
        iterations = simulation.gradientDescent().iterations();
        this.err = err;
        if (LaunchEnvironment.hasTerminal()) {
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(iterations)
                    .setUnit(" iterations", 1)
                    .build();
        }
    }

    @Override
    public void iterationDone(int iteration, double objective) {
        long now = System.nanoTime();
        String text = String.format(Locale.ROOT, "objective %.6g", objective);
        if (bar != null) {
            bar.stepTo(iteration);
            bar.setExtraMessage(text);
        } else if (iteration > 0 && iteration < iterations && now - said > PLAIN_LINE_EVERY) {
            double left = (now - begun) * 1e-9 * (iterations - iteration) / iteration;
            say(name + ": iteration " + iteration + " of " + iterations + ", " + text + ", " + NumberText.duration(left)
                    + " left");
        }
    }

    @Override
    public void stageStarted(String what) {
        close();
        say(name + ": " + what);
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
            bar = null;
        }
    }
}
