package org.ncollapse.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The folders of results and data sets. */
final class PathOptions {

    @Mixin
    private HomeOption home;

    @Option(
            names = "--datasets",
            paramLabel = "DIR",
            defaultValue = "${env:NCOLLAPSE_DATASETS:-${env:NCOLLAPSE_HOME:-.}/datasets}",
            description =
                    "The folder of data sets (default: NCOLLAPSE_DATASETS, or datasets/ in the folder of ./ncollapse "
                            + "or in the current one).")
    private Path datasets;

    Path home() {
        return home.folder();
    }

    Path datasets() {
        return datasets;
    }
}
