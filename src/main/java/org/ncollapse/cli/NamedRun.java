package org.ncollapse.cli;

import org.ncollapse.experiment.RunFolders;
import org.ncollapse.spec.RunName;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The one run that a command is about. */
final class NamedRun {

    @Parameters(paramLabel = "NAME", description = "The run's name, as its experiment file gives it.")
    private String name;

    @Mixin
    private Home home;

    /** Where its files are, if there is such a run. */
    RunFolders folders() {
        RunName.require(name);
        return new RunFolders(home.folder(), name);
    }
}
