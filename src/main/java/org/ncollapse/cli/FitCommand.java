package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.results.RunFitter;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.report.table.FitTable;
import org.ncollapse.ufm.fit.UfmFit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fit}: fits the unconstrained features models to a run. */
@Command(
        name = "fit",
        mixinStandardHelpOptions = true,
        description = {
            "Fits the unconstrained features models to a finished run, from its files only.",
            "Writes ufm.csv, verdict.txt, the UFM figures and the page into notebooks-export/NAME. 'run' and 'measure' "
                    + "do the same at their end.",
            "Measured features are fitted too, if they were saved with weights and weight_decay ('ncollapse measure "
                    + "--help')."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse fit quick-start",
            "  ncollapse fit mnist-mlp --home /scratch/me",
            "  ncollapse measure features.npz --no-fit && ncollapse fit features"
        })
final class FitCommand implements Callable<Integer> {

    @Mixin
    private RunArgument run;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunFolders folders = run.folders();
        if (LaunchEnvironment.isMissing()) { // OpenBLAS chooses its kernels by it.
            return LaunchEnvironment.relaunch(command);
        }
        UfmFit fit = RunFitter.refit(
                folders,
                new StageProgressPrinter(folders.name(), command.commandLine().getErr()));
        PrintWriter out = command.commandLine().getOut();
        fit.verdict().forEach(out::println);
        FitTable table = FitTable.of(fit.rows());
        if (!table.models().isEmpty()) {
            out.println();
            table.toText().forEach(out::println);
        }
        return ExitCode.DONE;
    }
}
