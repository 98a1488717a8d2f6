package org.ncollapse.cli;

import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.spec.RunName;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The name of a run. */
final class RunArgument {

    @Parameters(paramLabel = "NAME", description = "The run's name, as in its experiment file.")
    private String name;

    @Mixin
    private HomeOption home;

    /** Returns the folders of the run, which need not exist. */
    RunFolders folders() {
        RunName.requireValid(name);
        return new RunFolders(home.folder(), name);
    }
}
