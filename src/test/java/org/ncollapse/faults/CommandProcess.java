package org.ncollapse.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The command in a separate process, which may be killed. */
public final class CommandProcess {

    private final Process process;
    private final Path output;

    private CommandProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Arguments that start the run {@code tiny}, which takes about a second, with overrides. */
    static String[] tinyRunArguments(Path home, List<String> settings) {
        List<String> typed = new ArrayList<>(List.of("run", "--home", home.toString()));
        Stream.concat(
                        Stream.of(
                                "name=tiny",
                                "dataset.samplesPerClass=20",
                                "network.widths=[32, 16]",
                                "training.batchSize=32",
                                "compute.threads=1",
                                "ufm=[]"),
                        settings.stream())
                .forEach(setting -> typed.addAll(List.of("--set", setting)));
        return typed.toArray(String[]::new);
    }

    /**
     * Starts {@code ncollapse} with arguments and environment variables; its output goes to the file {@code output}.
     */
    public static CommandProcess start(Path output, Map<String, String> environment, String... arguments)
            throws IOException {
        return startWith(List.of(), output, environment, arguments);
    }

    /**
     * Starts {@code ncollapse} by another command, which runs the command that its last arguments are.
     *
     * @param starter the other command and its first arguments
     */
    static CommandProcess startWith(
            List<String> starter, Path output, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(starter);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.ncollapse.cli.Main"));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        // As with the launcher: one process, which does not start another.
        // The display does not exist, as after a lost ssh session.
        builder.environment()
                .putAll(Map.of("NCOLLAPSE_STDERR_IS_TERMINAL", "0", "OMP_WAIT_POLICY", "passive", "DISPLAY", ":99"));
        builder.environment().putAll(environment);
        return new CommandProcess(builder.start(), output);
    }

    static CommandProcess start(Path output, String... arguments) throws IOException {
        return start(output, Map.of(), arguments);
    }

    /** Runs a command and requires exit code 0. */
    static void runToSuccess(Path output, String... arguments) throws IOException, InterruptedException {
        CommandProcess run = start(output, arguments);
        assertThat(run.exitCode()).as(run.output()).isZero();
    }

    public Process process() {
        return process;
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    public String output() throws IOException {
        return Files.readString(output);
    }
}
