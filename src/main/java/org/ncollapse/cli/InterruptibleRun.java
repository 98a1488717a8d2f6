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
import org.ncollapse.network.kernel.cuda.driver.GpuMemoryException;
import org.ncollapse.report.table.FitFiles;
import org.ncollapse.report.table.MetricsTable;
import org.ncollapse.report.table.ZeroErrorHistory;
import org.ncollapse.spec.Experiment;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.StopSignal;

/** A run in this process. On SIGTERM or Ctrl-C it saves a checkpoint and stops. */
final class InterruptibleRun {

    /** Longer than one step of the largest network and writing its checkpoint. */
    private static final long MAX_WAIT_SECONDS = 60;

    private final StopSignal stopSignal = new StopSignal();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * @param out receives the result
     * @param err receives progress and errors
     */
    InterruptibleRun(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** Starts or resumes the run. */
    interface RunAction {
        EpochResult apply(ExperimentRun run) throws IOException;
    }

    /** @return the exit code; after a signal the JVM uses its own, 128 plus the number of the signal */
    int execute(Experiment experiment, PathOptions places, RunAction action) throws IOException {
        RunFolders folders = new RunFolders(places.home(), experiment.name());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(experiment.name())));
        try (RunProgressPrinter progress = new RunProgressPrinter(experiment, err)) {
            EpochResult result = action.apply(
                    new ExperimentRun(experiment, folders, new DatasetStore(places.datasets()), progress, stopSignal));
            out.println(summary(experiment, result, folders));
            return ExitCode.DONE;
        } catch (InterruptedRunException e) {
            err.println("ncollapse: " + e.getMessage());
            return ExitCode.FAILED;
        } catch (IOException | UncheckedIOException | OutOfMemoryError | GpuMemoryException e) {
            int code = Main.printError(e, err);
            if (Files.exists(folders.manifest())) {
                err.println(
                        "ncollapse: results so far are kept; fix the cause, then continue from the last checkpoint with"
                                + " 'ncollapse resume " + experiment.name() + "'");
            }
            return code;
        } finally {
            ended.countDown();
        }
    }

    /** Runs in the shutdown hook. The run's own thread works until this returns. */
    private void stop(String name) {
        stopSignal.request();
        try {
            if (ended.getCount() > 0 && !stopSignal.isStoppable()) {
                err.println("ncollapse: interrupted; continue with 'ncollapse resume " + name
                        + "' if training had started");
            }
            for (int i = 0; i < MAX_WAIT_SECONDS * 10 && stopSignal.isStoppable(); i++) {
                ended.await(100, TimeUnit.MILLISECONDS);
            }
            ended.await(1, TimeUnit.SECONDS); // The run prints its message.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String summary(Experiment experiment, EpochResult result, RunFolders folders) {
        String zero = ZeroErrorHistory.of(MetricsTable.read(folders.export()))
                .map(history -> history.summary("epoch"))
                .orElse("training error never reached zero; the run never entered the terminal phase");
        String summary = """
                Done: %d epochs; %s.
                  page     %s
                  figures  %s
                  metrics  %s
                  model    %s""".formatted(
                        result.epoch(),
                        zero,
                        folders.report(),
                        folders.figures().resolve("collapse.png"),
                        folders.export().resolve("metrics.csv"),
                        folders.model());
        return experiment.ufm().isEmpty() || !FitFiles.existsIn(folders.export())
                ? summary
                : summary + "\n  fit      "
                        + FitFiles.readVerdict(folders.export()).get(0) + "\n  verdict  " + folders.verdict();
    }
}
