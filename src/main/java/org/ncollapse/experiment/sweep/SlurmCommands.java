package org.ncollapse.experiment.sweep;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ncollapse.io.BadInputException;

/** Slurm's commands on this machine: {@code sbatch}, {@code squeue}, {@code scancel} and {@code scontrol}. */
final class SlurmCommands {

    private static final Pattern MAX_ARRAY_SIZE = Pattern.compile("(?m)^MaxArraySize\\s*=\\s*(\\d+)\\s*$");

    private SlurmCommands() {}

    /** Returns whether this machine has the commands. */
    static boolean isAvailable() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "squeue")));
    }

    /** The exit code and the output of a command. */
    record CommandOutput(int code, String text) {}

    /** Returns how many tasks the cluster allows in an array; empty if it does not say. */
    static OptionalInt maxArraySize() throws IOException {
        String config;
        try {
            config = run(List.of("scontrol", "show", "config")).text();
        } catch (BadInputException e) {
            return OptionalInt.empty(); // Not every cluster has scontrol for its users.
        }
        Matcher setting = MAX_ARRAY_SIZE.matcher(config);
        return setting.find() ? OptionalInt.of(Integer.parseInt(setting.group(1))) : OptionalInt.empty();
    }

    /**
     * Submits a job.
     *
     * @return the job id
     * @throws BadInputException if there is no Slurm on this machine, or it rejects the job
     */
    static String submit(List<String> options, List<String> script) throws IOException {
        List<String> command = new ArrayList<>(List.of("sbatch", "--parsable"));
        command.addAll(options);
        command.addAll(script);
        CommandOutput output = run(command);
        if (output.code() != 0) {
            throw new BadInputException("sbatch rejects the sweep: " + oneLine(output.text())
                    + "; the request follows from the section 'slurm' of the sweep's file and from 'compute.threads'");
        }
        return output.text()
                .lines()
                .reduce((first, second) -> second)
                .orElse("")
                .split(";")[0]
                .strip(); // In a federation, the name of the cluster follows the id.
    }

    /**
     * Returns the tasks of a job that are in the queue, each as {@code INDEX STATE REASON}; empty if Slurm does not
     * know the job.
     *
     * @param name the name of the job, because ids are reused after years
     */
    static List<String> queuedTasks(String job, String name) throws IOException {
        CommandOutput output =
                run(List.of("squeue", "--noheader", "--array", "--jobs=" + job, "--name=" + name, "--format=%K %T %r"));
        boolean unknown = output.code() != 0 && output.text().contains("Invalid job id");
        if (output.code() != 0 && !unknown) {
            throw new BadInputException("squeue cannot report job " + job + ": " + oneLine(output.text()));
        }
        return unknown
                ? List.of()
                : output.text()
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.matches("\\d+ \\S+ .*"))
                        .toList();
    }

    /** Lets a job start that was submitted with {@code --hold}. */
    static void release(String job) throws IOException {
        CommandOutput output = run(List.of("scontrol", "release", job));
        if (output.code() != 0) {
            throw new BadInputException("scontrol cannot release job " + job + ": " + oneLine(output.text()));
        }
    }

    static void cancel(String job) throws IOException {
        CommandOutput output = run(List.of("scancel", job));
        if (output.code() != 0) {
            throw new BadInputException("scancel cannot cancel job " + job + ": " + oneLine(output.text()));
        }
    }

    private static CommandOutput run(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new BadInputException(
                    "'" + command.get(0) + "' not found: Slurm's commands are not on this machine's PATH; "
                            + "use a login node of the cluster, or run the sweep on this machine with --launcher local",
                    e);
        }
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new CommandOutput(process.waitFor(), text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.get(0) + " was running", e);
        }
    }

    private static String oneLine(String text) {
        return String.join(
                "; ",
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
    }
}
