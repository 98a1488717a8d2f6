package org.ncollapse.cli;

import org.ncollapse.experiment.RunFolders;
import org.ncollapse.spec.RunName;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The sweep that a command is about. */
final class NamedSweep {

    @Parameters(paramLabel = "NAME", description = "The sweep's name, as its file gives it.")
    private String name;

    @Mixin
    private Home home;

    /** Where its files are, if there is such a sweep. */
    RunFolders folders() {
        RunName.require(name);
        return new RunFolders(home.folder(), name);
    }
}
