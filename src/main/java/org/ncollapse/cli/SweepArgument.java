package org.ncollapse.cli;

import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.spec.RunName;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The name of a sweep. */
final class SweepArgument {

    @Parameters(paramLabel = "NAME", description = "The sweep's name, as in its file.")
    private String name;

    @Mixin
    private HomeOption home;

    /** Returns the folders of the sweep, which need not exist. */
    RunFolders folders() {
        RunName.requireValid(name);
        return new RunFolders(home.folder(), name);
    }
}
