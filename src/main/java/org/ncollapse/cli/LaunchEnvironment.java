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
 * The environment variables and JVM options that training needs, which must be set before the JVM starts:
 * {@code environment.sh}. {@code ./ncollapse} reads that script and starts Java. A program that was started as
 * {@code java -jar} starts itself again with the script.
 */
final class LaunchEnvironment {

    private static final String SCRIPT = "environment.sh";
    /** The script sets this variable on every machine. */
    private static final String MARKER = "NCOLLAPSE_STDERR_IS_TERMINAL";
    /** System property of a process that {@link #relaunch} has started: the process number of the one that waits. */
    private static final String PARENT = "ncollapse.parent";

    private LaunchEnvironment() {}

    static boolean isMissing() {
        return System.getenv(MARKER) == null;
    }

    /** Returns whether standard error is a terminal, on which a progress bar can be drawn. */
    static boolean hasTerminal() {
        return "1".equals(System.getenv(MARKER));
    }

    /** Returns the command line that runs this program with its environment, on any machine with the same paths. */
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
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-D" + PARENT + "="))
                .forEach(command::add);
        command.addAll(List.of("-cp", classPath(), Main.class.getName()));
        command.addAll(arguments);
        return command;
    }

    /**
     * Returns the command line of a process that a sweep starts, here or on another machine. Unless the user has set
     * limits, the heap may be twice as large as estimated and memory outside it is not limited.
     *
     * @param heap the estimated peak of the heap in bytes
     */
    static List<String> javaCommand(long heap, List<String> arguments) throws IOException {
        List<String> command = javaCommand(arguments);
        String options = System.getenv("JAVA_TOOL_OPTIONS") + " " + System.getenv("JDK_JAVA_OPTIONS") + " " + command;
        if (!options.contains("-Xmx") && !options.contains("MaxRAMPercentage")) {
            command.addAll(
                    command.indexOf("-cp"),
                    List.of(
                            "-Xmx" + ((heap >> 19) + 1) + "m",
                            "-Dorg.bytedeco.javacpp.maxbytes=0",
                            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"));
        }
        return command;
    }

    /** Returns the class path with absolute entries, because the child may start in another folder. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /**
     * Runs the same command in a child process with the environment, forwards signals, and waits.
     *
     * @param command the command or a subcommand of it
     * @return the child's exit code
     */
    static int relaunch(CommandSpec command) throws IOException, InterruptedException {
        List<String> java =
                javaCommand(command.root().commandLine().getParseResult().originalArgs());
        java.add(
                java.indexOf("-cp"),
                "-D" + PARENT + "=" + ProcessHandle.current().pid());
        Process child = new ProcessBuilder(java).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(child)));
        return child.waitFor();
    }

    /**
     * If {@link #relaunch} has started this process, ends it as SIGTERM does when the process that waits for it ends:
     * kill -9 cannot be forwarded.
     */
    static void exitWithParent() {
        Long parent = Long.getLong(PARENT);
        if (parent == null) {
            return;
        }
        Thread waiting = new Thread(
                () -> {
                    ProcessHandle.of(parent)
                            .ifPresent(process -> process.onExit().join());
                    System.exit(ExitCode.TERMINATED);
                },
                "exit with parent");
        waiting.setDaemon(true);
        waiting.start();
    }

    private static void stop(Process child) {
        child.destroy();
        try {
            child.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
