package org.ncollapse.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ncollapse.data.DatasetState;
import org.ncollapse.data.DatasetStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code data}: lists, fetches and verifies data sets. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        subcommands = {DataCommand.ListCommand.class, DataCommand.FetchCommand.class, DataCommand.VerifyCommand.class},
        description = "Lists, fetches and verifies data sets.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse data list",
            "  ncollapse data fetch cifar10",
            "  ncollapse data verify mnist --datasets /data"
        })
final class DataCommand implements Runnable {

    private static final String BUILT_IN =
            DatasetStore.DIGITS + " is built in: the program draws it, there is no file to fetch or verify";

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        command.commandLine().usage(command.commandLine().getOut());
    }

    /** {@code data list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the known data sets, their state on this machine and their folder.",
            footerHeading = "%nExample:%n",
            footer = "  ncollapse data list --datasets /data")
    static final class ListCommand implements Runnable {
        @Mixin
        private PathOptions paths;

        @Spec
        private CommandSpec command;

        @Override
        public void run() {
            PrintWriter out = command.commandLine().getOut();
            String row = "%-14s %-10s %s%n";
            out.printf(row, DatasetStore.DIGITS, "built in", "drawn by the program, nothing to fetch");
            for (DatasetState state : new DatasetStore(paths.datasets()).list()) {
                out.printf(
                        row,
                        state.entry().name(),
                        state.availability().name().toLowerCase(Locale.ROOT),
                        state.folder());
            }
            out.flush();
        }
    }

    /** {@code data fetch NAME}. */
    @Command(
            name = "fetch",
            mixinStandardHelpOptions = true,
            description =
                    "Downloads the missing files of a data set and checks them. Continues an interrupted download.",
            footerHeading = "%nExample:%n",
            footer = "  ncollapse data fetch cifar10")
    static final class FetchCommand implements Runnable {
        @Parameters(paramLabel = "NAME", description = "The name, as in 'ncollapse data list'.")
        private String name;

        @Mixin
        private PathOptions paths;

        @Spec
        private CommandSpec command;

        @Override
        public void run() {
            if (name.equals(DatasetStore.DIGITS)) {
                command.commandLine().getOut().println(BUILT_IN);
                return;
            }
            try (ByteProgressPrinter progress =
                    new ByteProgressPrinter(command.commandLine().getErr())) {
                new DatasetStore(paths.datasets()).fetch(name, progress);
            }
            command.commandLine().getOut().println(name + " is in " + paths.datasets());
        }
    }

    /** {@code data verify NAME}. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description =
                    "Compares the SHA-256 of every file of a data set with that of the original. Exit code 1 if a "
                            + "file is missing or modified.",
            footerHeading = "%nExample:%n",
            footer = "  ncollapse data verify mnist")
    static final class VerifyCommand implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "The name, as in 'ncollapse data list'.")
        private String name;

        @Mixin
        private PathOptions paths;

        @Spec
        private CommandSpec command;

        @Override
        public Integer call() {
            PrintWriter out = command.commandLine().getOut();
            if (name.equals(DatasetStore.DIGITS)) {
                out.println(BUILT_IN);
                return ExitCode.DONE;
            }
            DatasetState state = new DatasetStore(paths.datasets()).verify(name);
            out.println(name + " in " + state.folder() + ": "
                    + state.availability().name().toLowerCase(Locale.ROOT));
            state.files()
                    .forEach(file -> out.println("  " + (file.original() ? "verified  " : "modified  ") + file.sha256()
                            + "  " + file.name()));
            state.missing().forEach(file -> out.println("  missing   " + file));
            return state.availability() == DatasetState.Availability.VERIFIED ? ExitCode.DONE : ExitCode.FAILED;
        }
    }
}
