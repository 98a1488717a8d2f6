package org.ncollapse.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The environment that training runs in, which must stand before the JVM does: {@code environment.sh}.
 * {@code ./ncollapse} reads it and starts Java; a program started as {@code java -jar} starts itself again with it.
 */
final class LaunchEnvironment {

    private static final String SCRIPT = "environment.sh";
    /** Set by the script, whatever the machine. */
    private static final String MARK = "NCOLLAPSE_STDERR_IS_TERMINAL";

    private LaunchEnvironment() {}

    static boolean isMissing() {
        return System.getenv(MARK) == null;
    }

    /** Whether standard error is a terminal, where progress may be drawn in place. */
    static boolean hasTerminal() {
        return "1".equals(System.getenv(MARK));
    }

    /**
     * The command line that runs this program with its environment, wherever the machine has this Java and these files.
     */
    static List<String> javaCommand(List<String> arguments) throws IOException {
        String script;
        try (InputStream resource = LaunchEnvironment.class.getResourceAsStream(SCRIPT)) {
            script = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "java=$1; shift\n" + script + "\nexec \"$java\" $flags \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", classPath(), Main.class.getName()));
        command.addAll(arguments);
        return command;
    }

    /**
     * The same for a process of its own that a sweep starts, here or on another machine, where Java's limits would
     * follow from what a job is given.
     *
     * @param heap bytes that its heap needs at the most; twice that is allowed, and what lies outside is not limited,
     *     unless the user has said how much
     */
    static List<String> javaCommand(long heap, List<String> arguments) throws IOException {
        List<String> command = javaCommand(arguments);
        String said = System.getenv("JAVA_TOOL_OPTIONS") + " " + System.getenv("JDK_JAVA_OPTIONS") + " " + command;
        if (!said.contains("-Xmx") && !said.contains("MaxRAMPercentage")) {
            command.addAll(
                    command.indexOf("-cp"),
                    List.of(
                            "-Xmx" + ((heap >> 19) + 1) + "m",
                            "-Dorg.bytedeco.javacpp.maxbytes=0",
                            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"));
        }
        return command;
    }

    /** From wherever the child may be started. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /**
     * Runs the same command in a child with the environment, hands signals on, and waits.
     *
     * @param typed what was typed, or a part of it
     * @return the child's exit code
     */
    static int relaunch(CommandSpec typed) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        javaCommand(typed.root().commandLine().getParseResult().originalArgs()))
                .inheritIO()
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endWith(child)));
        return child.waitFor();
    }

    private static void endWith(Process child) {
        child.destroy();
        try {
            child.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
