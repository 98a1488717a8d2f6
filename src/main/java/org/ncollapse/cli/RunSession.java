package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ncollapse.data.Datasets;
import org.ncollapse.experiment.ExperimentRun;
import org.ncollapse.experiment.InterruptedRunException;
import org.ncollapse.experiment.RunFolders;
import org.ncollapse.report.UfmTable;
import org.ncollapse.spec.Experiment;
import org.ncollapse.training.EpochOutcome;
import org.ncollapse.training.Interruption;
import picocli.CommandLine;

/** A run in this process, which ends in order when a signal asks for it: SIGTERM, or Ctrl-C. */
final class RunSession {

    private static final int FAILED = 1;

    /** Longer than a step of the largest network and its state's way to the disk. */
    private static final long PATIENCE_SECONDS = 60;

    private final Interruption interruption = new Interruption();
    private final CountDownLatch over = new CountDownLatch(1);

    /** What is done with the run. */
    interface Job {
        EpochOutcome of(ExperimentRun run) throws IOException;
    }

    /** @return the exit code; where a signal ended it the JVM gives its own, 128 and the signal's number */
    int of(Experiment experiment, Places places, CommandLine command, Job job) throws IOException {
        RunFolders folders = new RunFolders(places.home(), experiment.name());
        PrintWriter err = command.getErr();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(experiment.name(), err)));
        try (RunProgress progress = new RunProgress(experiment, err)) {
            EpochOutcome outcome = job.of(
                    new ExperimentRun(experiment, folders, new Datasets(places.datasets()), progress, interruption));
            command.getOut().println(summary(experiment, outcome, folders));
            return 0;
        } catch (InterruptedRunException e) {
            err.println("ncollapse: " + e.getMessage());
            return FAILED;
        } catch (IOException | UncheckedIOException | OutOfMemoryError e) {
            int code = Main.explain(e, err);
            if (Files.exists(folders.manifest())) {
                err.println("ncollapse: what was recorded is kept; once the cause is mended, 'ncollapse resume "
                        + experiment.name() + "' goes on from the last saved state");
            }
            return code;
        } finally {
            over.countDown();
        }
    }

    /** Runs while the JVM ends; the run's own thread goes on until this returns. */
    private void end(String name, PrintWriter err) {
        interruption.request();
        try {
            if (over.getCount() > 0 && !interruption.isHeeded()) {
                err.println("ncollapse: interrupted; 'ncollapse resume " + name
                        + "' makes up what is left, if training had begun");
            }
            for (int i = 0; i < PATIENCE_SECONDS * 10 && interruption.isHeeded(); i++) {
                over.await(100, TimeUnit.MILLISECONDS);
            }
            over.await(1, TimeUnit.SECONDS); // For the last words.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String summary(Experiment experiment, EpochOutcome outcome, RunFolders folders) {
        String zero = outcome.terminal()
                ? "zero training error from epoch " + outcome.zeroEpoch() + " on"
                : "training error never reached zero, so nothing here is in the terminal phase";
        String summary = """
                Done: %d epochs; %s.
                  page     %s
                  figures  %s
                  numbers  %s
                  network  %s""".formatted(
                        outcome.epoch(),
                        zero,
                        folders.report(),
                        folders.figures().resolve("collapse.png"),
                        folders.export().resolve("metrics.csv"),
                        folders.model());
        return experiment.ufm().isEmpty()
                ? summary
                : summary + "\n  theory   "
                        + UfmTable.readVerdict(folders.export()).get(0) + "\n  verdict  " + folders.verdict();
    }
}
