package org.ncollapse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ncollapse.experiment.results.RunReport;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.figure.PaperFormat;
import org.ncollapse.report.figure.PaperStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code report}: writes the page of one or several runs. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Writes one HTML file that shows a run, or compares several; it needs no network.",
            "For one run it is notebooks-export/NAME/report.html, which 'run' also writes; for several "
                    + "notebooks-export/report-NAMES.html.",
            "The page of several runs has a table that sorts and filters, curves, a scatter plot of any two columns, "
                    + "and means over seeds or over any setting in which the runs differ, with intervals."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse report quick-start",
            "  ncollapse report seed-1 seed-2 seed-3",
            "  ncollapse report mnist-mlp --style icml --columns 2 --panels nc1,nc2_etf",
            "  ncollapse report mnist-mlp mnist-resnet18 --home /scratch/me"
        })
final class ReportCommand implements Callable<Integer> {

    @Mixin
    private RunArguments runs;

    @Option(
            names = "--style",
            paramLabel = "neurips|icml|ieee",
            description = "Also draws figures/paper-STYLE-COLUMNS.pdf, .svg and .png of one run, at the width and with "
                    + "the font size of a paper.")
    private PaperStyle style;

    @Option(
            names = "--columns",
            paramLabel = "1|2",
            description = "The number of the paper's columns that this figure is wide (default: 1).")
    private Integer columns;

    @Option(
            names = "--panels",
            split = ",",
            paramLabel = "METRIC",
            description = "Its panels, row by row: loss, objective, error, nc1, nc2_of, nc2_etf, nc3_of, nc3_etf "
                    + "(default: error,nc1,nc2_etf,nc3_etf, those that the run has).")
    private List<String> panels;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        if (style == null && (columns != null || panels != null)) {
            throw new BadInputException("--columns and --panels need --style neurips, icml or ieee");
        }
        if (style != null && runs.names().size() > 1) {
            throw new BadInputException(
                    "--style draws one run, but " + runs.names().size() + " are named");
        }
        Optional<PaperFormat> format = Optional.ofNullable(style)
                .map(paper -> new PaperFormat(
                        paper, Objects.requireNonNullElse(columns, 1), Objects.requireNonNullElse(panels, List.of())));
        PrintWriter err = command.commandLine().getErr();
        Path page = RunReport.write(runs.home(), runs.names(), warning -> err.println("warning: " + warning));
        PrintWriter out = command.commandLine().getOut();
        if (format.isPresent()) {
            RunReport.drawPaper(runs.home(), runs.names().get(0), format.get()).forEach(out::println);
        }
        out.println("Done: " + page);
        return ExitCode.DONE;
    }
}
