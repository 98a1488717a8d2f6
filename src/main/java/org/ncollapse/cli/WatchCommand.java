package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.ncollapse.experiment.results.RunPageServer;
import org.ncollapse.experiment.store.RunFolders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code watch}: serves the live page of a run. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = {
            "Serves the page of a run to browsers on this machine and updates it while the run trains.",
            "Reads only the run's files and does not slow training down. Stop it with Ctrl-C.",
            "From another machine: ssh -L 8642:127.0.0.1:8642 HOST, then http://localhost:8642/."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ncollapse watch mnist-mlp", "  ncollapse watch mnist-mlp --port 0 --home /scratch/me"})
final class WatchCommand implements Callable<Integer> {

    @Mixin
    private RunArgument run;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8642",
            description = "The port (default: ${DEFAULT-VALUE}); 0 for any free port.")
    private int port;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunFolders folders = run.folders();
        try (RunPageServer server = RunPageServer.start(folders, port)) {
            PrintWriter out = command.commandLine().getOut();
            out.println("Watching " + folders.name() + " at " + server.uri() + "; stop with Ctrl-C");
            if (!out.checkError()) { // Nobody could find a page whose address was lost. Main says why it was.
                new CountDownLatch(1).await();
            }
        }
        return ExitCode.DONE;
    }
}
