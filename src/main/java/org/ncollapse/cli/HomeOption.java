package org.ncollapse.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where results are put and found. */
final class HomeOption {

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "${env:NCOLLAPSE_HOME:-.}",
            description =
                    "What holds models/, checkpoints/ and notebooks-export/ (default: the folder of ./ncollapse, or the current one).")
    private Path folder;

    Path folder() {
        return folder;
    }
}
