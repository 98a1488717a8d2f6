package org.ncollapse.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** Options for starting a run or a simulation. */
final class RunOptions {

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "Overrides a value of the file; keys are dotted. Repeatable.")
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
