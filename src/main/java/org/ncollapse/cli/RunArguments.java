package org.ncollapse.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ncollapse.experiment.results.RunSummary;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.spec.RunName;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The runs that a command is about: one at the least. */
final class RunArguments {

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Runs' names, as their experiment files give them.")
    private List<String> names;

    @Mixin
    private HomeOption home;

    Path home() {
        return home.folder();
    }

    /** Each once, in the order in which they were typed. */
    List<String> names() {
        names.forEach(RunName::requireValid);
        return names.stream().distinct().toList();
    }

    List<RunSummary> summaries() throws IOException {
        List<RunSummary> runs = new ArrayList<>();
        for (String name : names()) {
            runs.add(RunSummary.read(new RunFolders(home.folder(), name)));
        }
        return runs;
    }
}
