package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.results.RunExporter;
import org.ncollapse.experiment.store.RunFolders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code export}: writes the files that a paper needs from a run, and its network for PyTorch. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the files that a paper needs from a run or simulation, and the trained network for PyTorch.",
            "Into notebooks-export/NAME: columns.csv, LaTeX tables, pgfplots data and figure, a notebook, BibTeX,",
            "pytorch/ with the network as a module and its state dict, and NAME.zip with everything except samples",
            "and features. The files of an earlier export are replaced."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ncollapse export quick-start", "  ncollapse export mnist-mlp --home /scratch/me"})
final class ExportCommand implements Callable<Integer> {

    @Mixin
    private RunArgument run;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        RunFolders folders = run.folders();
        PrintWriter err = command.commandLine().getErr();
        List<String> written =
                RunExporter.export(folders, warning -> err.println(folders.name() + ": warning: " + warning));
        PrintWriter out = command.commandLine().getOut();
        Path archive = folders.export().resolve(written.get(written.size() - 1));
        out.println("Done: " + archive + ", with all files of " + folders.export() + " except features, and");
        written.subList(0, written.size() - 1).forEach(file -> out.println("  " + file));
        return ExitCode.DONE;
    }
}
