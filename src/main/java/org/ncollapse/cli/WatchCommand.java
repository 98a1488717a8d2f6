package org.ncollapse.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.ncollapse.experiment.results.RunPageServer;
import org.ncollapse.experiment.store.RunFolders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code watch}: the page of a run while it goes on. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = {
            "Serves the page of a run to this machine's browsers, and keeps it up to date while the run goes on.",
            "It reads the run's files and nothing else; training does not notice. Ctrl-C ends it.",
            "From elsewhere: ssh -L 8642:127.0.0.1:8642 HOST, then http://localhost:8642/."
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
            description = "Where it listens (default: ${DEFAULT-VALUE}); 0 for any port that is free.")
    private int port;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunFolders folders = run.folders();
        try (RunPageServer watch = RunPageServer.start(folders, port)) {
            command.commandLine()
                    .getOut()
                    .println("Watching " + folders.name() + " at " + watch.uri() + "; Ctrl-C ends it");
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
