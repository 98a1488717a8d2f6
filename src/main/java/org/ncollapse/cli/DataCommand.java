package org.ncollapse.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.ncollapse.data.DatasetState;
import org.ncollapse.data.Datasets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code data}: the known data sets, and where they stand on this machine. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        subcommands = {DataCommand.ListAll.class, DataCommand.Fetch.class, DataCommand.Verify.class},
        description = "Lists, fetches and verifies data sets.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ncollapse data list",
            "  ncollapse data fetch cifar10",
            "  ncollapse data verify mnist --datasets /data"
        })
final class DataCommand implements Runnable {

    private static final String BUILT_IN =
            Datasets.DIGITS + " is built in: drawn by the program, with no file to fetch or verify";

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
            description = "Shows which data sets are known and which are here.",
            footerHeading = "%nExample:%n",
            footer = "  ncollapse data list --datasets /data")
    static final class ListAll implements Runnable {
        @Mixin
        private Places places;

        @Spec
        private CommandSpec command;

        @Override
        public void run() {
            PrintWriter out = command.commandLine().getOut();
            String row = "%-14s %-10s %s%n";
            out.printf(row, Datasets.DIGITS, "built in", "drawn by the program, nothing to fetch");
            for (DatasetState state : new Datasets(places.datasets()).list()) {
                out.printf(row, state.entry().name(), state.found().name().toLowerCase(Locale.ROOT), state.folder());
            }
            out.flush();
        }
    }

    /** {@code data fetch NAME}. */
    @Command(
            name = "fetch",
            mixinStandardHelpOptions = true,
            description =
                    "Fetches what is missing of a data set, goes on where an earlier attempt broke off, and checks it.",
            footerHeading = "%nExample:%n",
            footer = "  ncollapse data fetch cifar10")
    static final class Fetch implements Runnable {
        @Parameters(paramLabel = "NAME", description = "As 'ncollapse data list' names it.")
        private String name;

        @Mixin
        private Places places;

        @Spec
        private CommandSpec command;

        @Override
        public void run() {
            if (name.equals(Datasets.DIGITS)) {
                command.commandLine().getOut().println(BUILT_IN);
                return;
            }
            try (ByteBar bar = new ByteBar(command.commandLine().getErr())) {
                new Datasets(places.datasets()).fetch(name, bar);
            }
            command.commandLine().getOut().println(name + " is in " + places.datasets());
        }
    }

    /** {@code data verify NAME}. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description =
                    "Reads every file of a data set and compares its SHA-256 with the original's. Exit code 1 where they differ.",
            footerHeading = "%nExample:%n",
            footer = "  ncollapse data verify mnist")
    static final class Verify implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "As 'ncollapse data list' names it.")
        private String name;

        @Mixin
        private Places places;

        @Spec
        private CommandSpec command;

        @Override
        public Integer call() {
            PrintWriter out = command.commandLine().getOut();
            if (name.equals(Datasets.DIGITS)) {
                out.println(BUILT_IN);
                return 0;
            }
            DatasetState state = new Datasets(places.datasets()).verify(name);
            out.println(
                    name + " in " + state.folder() + ": " + state.found().name().toLowerCase(Locale.ROOT));
            state.files()
                    .forEach(file -> out.println(
                            "  " + (file.original() ? "original " : "differs  ") + file.sha256() + "  " + file.name()));
            state.missing().forEach(file -> out.println("  missing  " + file));
            return state.found() == DatasetState.Found.ORIGINAL ? 0 : 1;
        }
    }
}
