package org.ncollapse.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where things are found and put: the same options for every command. */
final class PathOptions {

    @Mixin
    private HomeOption home;

    @Option(
            names = "--datasets",
            paramLabel = "DIR",
            defaultValue = "${env:NCOLLAPSE_DATASETS:-${env:NCOLLAPSE_HOME:-.}/datasets}",
            description =
                    "Where data sets are looked for and fetched to (default: NCOLLAPSE_DATASETS, or datasets/ beside ./ncollapse, or in the current folder).")
    private Path datasets;

    Path home() {
        return home.folder();
    }

    Path datasets() {
        return datasets;
    }
}
