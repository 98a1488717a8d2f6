package org.ncollapse.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.sweep.SweepManifest;
import org.ncollapse.network.kernel.cuda.driver.CudaException;
import org.ncollapse.spec.RunName;
import org.ncollapse.spec.Sweep.PlannedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code sweep worker}: works on several runs of a sweep at once, each on a thread of its own, because kernels of one
 * process run on a GPU at the same time and those of several processes take turns. It reads the indices of runs from
 * standard input until it is closed. Each run writes to its own log; a line with index and exit code says that it has
 * ended.
 */
@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        hidden = true,
        description = "Starts or continues the runs of a sweep whose indices it reads from standard input.",
        footerHeading = "%nExamples:%n",
        footer = "  ncollapse sweep worker mnist-weight-decay")
final class SweepWorkerCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "NAME", description = "The sweep's name.")
    private String name;

    @Mixin
    private PathOptions paths;

    /** Standard output, for the lines about ended runs alone. */
    private final PrintStream reports = System.out;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunName.requireValid(name);
        RunFolders folders = new RunFolders(paths.home(), name);
        List<PlannedRun> runs = SweepManifest.read(folders).sweep().runs();
        System.setOut(System.err); // For whatever a library prints.
        List<Thread> threads = new ArrayList<>();
        try (BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = requests.readLine(); line != null; line = requests.readLine()) {
                int index = Integer.parseInt(line);
                PlannedRun run = runs.get(index);
                Path log = folders.checkpoints().resolve(run.name() + ".log");
                Thread thread = new Thread(() -> work(index, run, log), run.name());
                thread.start();
                threads.removeIf(other -> !other.isAlive());
                threads.add(thread);
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return ExitCode.DONE;
    }

    private void work(int index, PlannedRun run, Path log) {
        int code = ExitCode.FAILED;
        boolean unusable = false;
        try (PrintWriter out = new PrintWriter(
                Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND), true)) {
            try {
                code = SweepTaskCommand.work(run, paths, out, out);
            } catch (Exception | Error e) {
                code = Main.printError(e, out);
                unusable = e instanceof CudaException;
            }
        } catch (IOException e) {
            Main.printError(e, new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        }
        synchronized (reports) {
            reports.println(index + " " + code);
            reports.flush();
        }
        if (unusable) {
            // After most errors of the GPU the process cannot use it any more. The sweep starts its runs again.
            Runtime.getRuntime().halt(ExitCode.FAILED);
        }
    }
}
