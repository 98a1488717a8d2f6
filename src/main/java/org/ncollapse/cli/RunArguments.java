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

/** The names of one or more runs. */
final class RunArguments {

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "The runs' names, as in their experiment files.")
    private List<String> names;

    @Mixin
    private HomeOption home;

    Path home() {
        return home.folder();
    }

    /** Returns each name once, in the order of the arguments. */
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
