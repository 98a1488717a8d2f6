package org.ncollapse.cli;

import java.io.PrintWriter;
import org.ncollapse.experiment.simulation.SimulationListener;
import org.ncollapse.spec.SimulationSpec;
import org.ncollapse.text.NumberText;

/** Prints the progress of a simulation: iterations, the objective, and the time that is left. */
final class SimulationProgressPrinter implements SimulationListener, AutoCloseable {

    private static final int OBJECTIVE_DIGITS = 6;

    private final String name;
    private final int iterations;
    private final ProgressPrinter progress;

    SimulationProgressPrinter(SimulationSpec simulation, PrintWriter err) {
        name = simulation.name();
        iterations = simulation.gradientDescent().iterations();
        progress = new ProgressPrinter(err);
        progress.start(name, ProgressPrinter.Unit.ITERATIONS, iterations, 0);
    }

    @Override
    public void iterationDone(int iteration, double objective) {
        String text = "objective " + NumberText.significant(objective, OBJECTIVE_DIGITS);
        progress.step(
                iteration,
                iterations,
                text,
                () -> name + ": iteration " + iteration + " of " + iterations + ", " + text
                        + progress.timeLeft(iteration, iterations));
    }

    @Override
    public void stageStarted(String what) {
        progress.close();
        progress.message(name + ": " + what);
    }

    @Override
    public void close() {
        progress.close();
    }
}
