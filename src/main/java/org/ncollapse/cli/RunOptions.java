package org.ncollapse.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** What a run or a simulation is begun with, beside its file. */
final class RunOptions {

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "Lays a value over the file's; the key is dotted. May be repeated.")
    private List<String> overrides = List.of();

    @Option(names = "--overwrite", description = "Removes the results of an earlier run of the same name.")
    private boolean overwrite;

    List<String> overrides() {
        return overrides;
    }

    boolean overwrite() {
        return overwrite;
    }
}
