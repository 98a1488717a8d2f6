package org.ncollapse.cli;

import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.spec.RunName;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The sweep that a command is about. */
final class SweepArgument {

    @Parameters(paramLabel = "NAME", description = "The sweep's name, as its file gives it.")
    private String name;

    @Mixin
    private HomeOption home;

    /** Where its files are, if there is such a sweep. */
    RunFolders folders() {
        RunName.requireValid(name);
        return new RunFolders(home.folder(), name);
    }
}
