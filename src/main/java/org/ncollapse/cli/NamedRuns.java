package org.ncollapse.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ncollapse.experiment.RunFolders;
import org.ncollapse.experiment.RunStanding;
import org.ncollapse.spec.RunName;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The runs that a command is about: one at the least. */
final class NamedRuns {

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Runs' names, as their experiment files give them.")
    private List<String> names;

    @Mixin
    private Home home;

    Path home() {
        return home.folder();
    }

    /** Each once, in the order in which they were typed. */
    List<String> names() {
        names.forEach(RunName::require);
        return names.stream().distinct().toList();
    }

    List<RunStanding> standings() throws IOException {
        List<RunStanding> runs = new ArrayList<>();
        for (String name : names()) {
            runs.add(RunStanding.of(new RunFolders(home.folder(), name)));
        }
        return runs;
    }
}
