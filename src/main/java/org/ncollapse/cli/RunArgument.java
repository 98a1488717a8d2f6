package org.ncollapse.cli;

import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.spec.RunName;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The one run that a command is about. */
final class RunArgument {

    @Parameters(paramLabel = "NAME", description = "The run's name, as its experiment file gives it.")
    private String name;

    @Mixin
    private HomeOption home;

    /** Where its files are, if there is such a run. */
    RunFolders folders() {
        RunName.requireValid(name);
        return new RunFolders(home.folder(), name);
    }
}
