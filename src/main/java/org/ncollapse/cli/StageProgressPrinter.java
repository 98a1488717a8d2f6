package org.ncollapse.cli;

import java.io.PrintWriter;
import org.ncollapse.ufm.fit.FitListener;

/** Prints stages at their start, and of a fit from time to time how long its stage will take. */
final class StageProgressPrinter implements FitListener {

    private final String name;
    private final ProgressPrinter progress;

    /** @param name of the run */
    StageProgressPrinter(String name, PrintWriter err) {
        this.name = name;
        progress = new ProgressPrinter(err);
    }

    @Override
    public void stageStarted(String stage) {
        progress.startWithoutBar(0);
        progress.message(name + ": " + stage);
    }

    @Override
    public void simulationEnded(int done, int usual) {
        progress.text(
                "",
                ProgressPrinter.LINE_SECONDS,
                () -> name + ": simulation " + done + " of about " + usual + progress.timeLeft(done, usual));
    }
}
