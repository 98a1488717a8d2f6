package org.ncollapse.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The command in a process of its own, which may be killed. */
final class RunProcess {

    private final Process process;
    private final Path said;

    private RunProcess(Process process, Path said) {
        this.process = process;
        this.said = said;
    }

    /** Starts {@code ncollapse} with arguments; what it says goes to {@code said}. */
    static RunProcess start(Path said, List<String> flags, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Djava.awt.headless=true",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.ncollapse.cli.Main"));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        // As behind the launcher: one process, and not one that starts another.
        builder.environment().putAll(Map.of("NCOLLAPSE_TERMINAL", "0", "OMP_WAIT_POLICY", "passive"));
        return new RunProcess(builder.start(), said);
    }

    static RunProcess start(Path said, String... arguments) throws IOException {
        return start(said, List.of(), arguments);
    }

    /** Runs a command to its end, which must be a good one. */
    static void succeed(Path said, String... arguments) throws IOException, InterruptedException {
        RunProcess run = start(said, arguments);
        assertThat(run.exitCode()).as(run.said()).isZero();
    }

    Process process() {
        return process;
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    String said() throws IOException {
        return Files.readString(said);
    }
}
