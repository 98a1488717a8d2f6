package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.experiment.run.ExperimentRun;
import org.ncollapse.experiment.run.InterruptedRunException;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.report.table.FitFiles;
import org.ncollapse.spec.Experiment;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.StopSignal;
import picocli.CommandLine;

/** A run in this process, which ends in order when a signal asks for it: SIGTERM, or Ctrl-C. */
final class InterruptibleRun {

    private static final int FAILED = 1;

    /** Longer than a step of the largest network and its state's way to the disk. */
    private static final long PATIENCE_SECONDS = 60;

    private final StopSignal interruption = new StopSignal();
    private final CountDownLatch over = new CountDownLatch(1);

    /** What is done with the run. */
    interface RunAction {
        EpochResult apply(ExperimentRun run) throws IOException;
    }

    /** @return the exit code; where a signal ended it the JVM gives its own, 128 and the signal's number */
    int execute(Experiment experiment, PathOptions places, CommandLine command, RunAction job) throws IOException {
        RunFolders folders = new RunFolders(places.home(), experiment.name());
        PrintWriter err = command.getErr();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(experiment.name(), err)));
        try (RunProgressPrinter progress = new RunProgressPrinter(experiment, err)) {
            EpochResult outcome = job.apply(new ExperimentRun(
                    experiment, folders, new DatasetStore(places.datasets()), progress, interruption));
            command.getOut().println(summary(experiment, outcome, folders));
            return 0;
        } catch (InterruptedRunException e) {
            err.println("ncollapse: " + e.getMessage());
            return FAILED;
        } catch (IOException | UncheckedIOException | OutOfMemoryError e) {
            int code = Main.printError(e, err);
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
            if (over.getCount() > 0 && !interruption.isStoppable()) {
                err.println("ncollapse: interrupted; 'ncollapse resume " + name
                        + "' makes up what is left, if training had begun");
            }
            for (int i = 0; i < PATIENCE_SECONDS * 10 && interruption.isStoppable(); i++) {
                over.await(100, TimeUnit.MILLISECONDS);
            }
            over.await(1, TimeUnit.SECONDS); // For the last words.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String summary(Experiment experiment, EpochResult outcome, RunFolders folders) {
        String zero = outcome.inTerminalPhase()
                ? "zero training error from epoch " + outcome.zeroErrorEpoch().getAsInt() + " on"
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
                        + FitFiles.readVerdict(folders.export()).get(0) + "\n  verdict  " + folders.verdict();
    }
}
