package org.ncollapse.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.ncollapse.experiment.doctor.CheckResult;
import org.ncollapse.experiment.doctor.DoctorListener;
import org.ncollapse.experiment.doctor.ExperimentEstimate;
import org.ncollapse.experiment.estimate.TimeEstimate;
import org.ncollapse.spec.TrainingSpec;
import org.ncollapse.text.NumberText;

/** Prints the checks of {@code doctor}: one line for each, and the fix for a problem below it. */
final class DoctorPrinter implements DoctorListener {

    private final PrintWriter out;
    private final PrintWriter err;

    DoctorPrinter(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void stageStarted(String what) {
        err.println("doctor: " + what);
        err.flush();
    }

    @Override
    public void checkDone(CheckResult result) {
        row(result.state().name().toLowerCase(Locale.ROOT), result.name(), result.text());
        if (result.fix() != null) {
            row("", "", "→ " + result.fix());
        }
    }

    @Override
    public void estimateDone(ExperimentEstimate estimate) {
        TimeEstimate.Breakdown time = estimate.time();
        TrainingSpec training = estimate.experiment().training();
        row(
                "ok",
                estimate.experiment().name(),
                "%s%s, at most %d MiB; %d epochs of %s, %d captures of %s%s%s"
                        .formatted(
                                training.epochsPastZeroError() == null ? "" : "at most ",
                                NumberText.duration(time.totalSeconds()),
                                estimate.memory().totalBytes() >> 20,
                                time.epochs(),
                                NumberText.duration(time.trainingSeconds() / time.epochs()),
                                time.captures(),
                                NumberText.duration(time.captureSeconds() / time.captures()),
                                estimate.experiment().ufm().isEmpty()
                                        ? ""
                                        : "; then the fit, a minute or less for each model",
                                estimate.onRealData() ? "" : "; timed on random images"));
    }

    private void row(String state, String name, String text) {
        out.printf(Locale.ROOT, "%-8s %-18s %s%n", state, name, text);
        out.flush();
    }

    /** Prints the last line. */
    void printSummary(boolean passed) {
        out.println(passed ? "All checks passed." : "A check failed: see 'problem' above.");
        out.flush();
    }
}
