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

/** {@code resume}: a run that was interrupted, or that is to be trained on. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = {
            "Goes on with a run from its last saved state, to the files that it would have left without an interruption.",
            "A finished run is trained on if it is given a later end."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse resume mnist-mlp",
            "  ncollapse resume mnist-mlp --set training.epochs=400",
            "  ncollapse resume mnist-mlp --home /scratch/me --datasets /data"
        })
final class ResumeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The run's name, as its experiment file gives it.")
    private String name;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description =
                    "Sets anew what lies ahead: training.epochs, training.epochsPastZeroError, capture.saveFeatures, capture.tensorboard, checkpoint, ufm, notes. May be repeated.")
    private List<String> overrides = List.of();

    @Mixin
    private PathOptions places;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunName.requireValid(name);
        ResumeRequest resumption = ResumeRequest.read(new RunFolders(places.home(), name), overrides);
        if (LaunchEnvironment.isMissing()) {
            return LaunchEnvironment.relaunch(command);
        }
        return new InterruptibleRun()
                .execute(resumption.experiment(), places, command.commandLine(), run -> run.resume(resumption));
    }
}
