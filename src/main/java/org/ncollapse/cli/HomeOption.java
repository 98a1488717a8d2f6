package org.ncollapse.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The folder of all results. */
final class HomeOption {

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "${env:NCOLLAPSE_HOME:-.}",
            description =
                    "The folder of models/, checkpoints/ and notebooks-export/ (default: the folder of ./ncollapse, "
                            + "or the current one).")
    private Path folder;

    Path folder() {
        return folder;
    }
}
