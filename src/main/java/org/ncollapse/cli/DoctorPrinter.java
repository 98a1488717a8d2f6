package org.ncollapse.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.ncollapse.experiment.doctor.CheckResult;
import org.ncollapse.experiment.doctor.DoctorListener;
import org.ncollapse.experiment.doctor.ExperimentEstimate;
import org.ncollapse.experiment.estimate.TimeEstimate;
import org.ncollapse.spec.TrainingSpec;
import org.ncollapse.text.NumberText;

/** An examination as people read it: a line a finding, in columns, and below it how to mend what is amiss. */
final class DoctorPrinter implements DoctorListener {

    private static final String ROW = "%-8s %-18s %s%n";

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
    public void checkDone(CheckResult finding) {
        row(finding.state().name().toLowerCase(Locale.ROOT), finding.name(), finding.text());
        if (finding.fix() != null) {
            row("", "", "→ " + finding.fix());
        }
    }

    @Override
    public void estimateDone(ExperimentEstimate expectation) {
        TimeEstimate.Breakdown course = expectation.time();
        TrainingSpec training = expectation.experiment().training();
        row(
                "ok",
                expectation.experiment().name(),
                "%s%s, %d MiB at the most; %d epochs of %s, %d measured of %s%s%s"
                        .formatted(
                                training.epochsPastZeroError() == null ? "" : "at most ",
                                NumberText.duration(course.totalSeconds()),
                                expectation.memory().totalBytes() >> 20,
                                course.epochs(),
                                NumberText.duration(course.trainingSeconds() / course.epochs()),
                                course.captures(),
                                NumberText.duration(course.captureSeconds() / course.captures()),
                                expectation.experiment().ufm().isEmpty()
                                        ? ""
                                        : "; then the fit, a minute or less for each model",
                                expectation.onRealData() ? "" : "; timed on random images"));
    }

    private void row(String state, String name, String text) {
        out.printf(Locale.ROOT, ROW, state, name, text);
        out.flush();
    }

    /** The last line. */
    void printSummary(boolean well) {
        out.println(well ? "Runs will work here." : "Something would keep a run from working: see 'problem' above.");
        out.flush();
    }
}
