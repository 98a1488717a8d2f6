package org.ncollapse.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.run.ResumeRequest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.spec.RunName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resume}: continues an interrupted run, or trains a finished one longer. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = {
            "Continues a run from its last checkpoint. The results are the same as those of a run without an "
                    + "interruption.",
            "To train a finished run longer, increase training.epochs (or training.epochsPastZeroError) with --set."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse resume mnist-mlp",
            "  ncollapse resume mnist-mlp --set training.epochs=400",
            "  ncollapse resume mnist-mlp --home /scratch/me --datasets /data"
        })
final class ResumeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The run's name, as in its experiment file.")
    private String name;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "Overrides a value for the remaining epochs; allowed keys: training.epochs, "
                    + "training.epochsPastZeroError, capture.saveFeatures, capture.tensorboard, checkpoint, "
                    + "ufm, notes. Repeatable.")
    private List<String> overrides = List.of();

    @Mixin
    private PathOptions paths;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunName.requireValid(name);
        ResumeRequest request = ResumeRequest.read(new RunFolders(paths.home(), name), overrides);
        if (LaunchEnvironment.isMissing()) {
            return LaunchEnvironment.relaunch(command);
        }
        return new InterruptibleRun(
                        command.commandLine().getOut(), command.commandLine().getErr())
                .execute(request.experiment(), paths, run -> run.resume(request));
    }
}
