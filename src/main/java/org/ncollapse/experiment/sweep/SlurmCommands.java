package org.ncollapse.experiment.sweep;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.io.BadInputException;

/** Slurm's commands on this machine: {@code sbatch}, {@code squeue}, {@code scancel}. It does all the scheduling. */
final class SlurmCommands {

    /** Set by the launcher where it chose the BLAS kernels for the machine on which it runs. */
    private static final String CHOSEN = "NCOLLAPSE_SET_OPENBLAS_CORETYPE";

    private SlurmCommands() {}

    /** Whether this machine has its commands. */
    static boolean isAvailable() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "squeue")));
    }

    /** What a command said. */
    record CommandOutput(int code, String text) {}

    /**
     * Submits a job.
     *
     * @return its number
     * @throws BadInputException where there is no Slurm here, or it refuses
     */
    static String submit(List<String> options, List<String> script) throws IOException {
        List<String> command = new ArrayList<>(List.of("sbatch", "--parsable"));
        command.addAll(options);
        command.addAll(script);
        CommandOutput answer = ask(command);
        if (answer.code() != 0) {
            throw new BadInputException("sbatch refuses the sweep: " + oneLine(answer.text())
                    + "; what it asks for is in the sweep file's section 'slurm' and follows from 'compute.threads'");
        }
        return answer.text()
                .lines()
                .reduce((first, second) -> second)
                .orElse("")
                .split(";")[0]
                .strip(); // A federation's cluster stands behind the number.
    }

    /**
     * The state of every task of a job that is in the queue, {@code INDEX STATE REASON} a line; none where Slurm has
     * forgotten the job.
     *
     * @param name that the job was given: after years its number may be another's
     */
    static List<String> queuedTasks(String job, String name) throws IOException {
        CommandOutput answer =
                ask(List.of("squeue", "--noheader", "--array", "--jobs=" + job, "--name=" + name, "--format=%K %T %r"));
        boolean forgotten = answer.code() != 0 && answer.text().contains("Invalid job id");
        if (answer.code() != 0 && !forgotten) {
            throw new BadInputException("squeue does not say where job " + job + " stands: " + oneLine(answer.text()));
        }
        return forgotten
                ? List.of()
                : answer.text()
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.matches("\\d+ \\S+ .*"))
                        .toList();
    }

    static void cancel(String job) throws IOException {
        CommandOutput answer = ask(List.of("scancel", job));
        if (answer.code() != 0) {
            throw new BadInputException("scancel does not cancel job " + job + ": " + oneLine(answer.text()));
        }
    }

    private static CommandOutput ask(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (System.getenv(CHOSEN) != null) {
            builder.environment()
                    .remove("OPENBLAS_CORETYPE"); // Jobs inherit the environment; they may run on another processor.
            builder.environment().remove(CHOSEN);
        }
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new BadInputException(
                    "'" + command.get(0) + "' is not to be found: Slurm's commands are not on this machine's PATH; "
                            + "go to a machine that submits jobs, or run the sweep here with --launcher local",
                    e);
        }
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new CommandOutput(process.waitFor(), text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.get(0) + " was asked", e);
        }
    }

    private static String oneLine(String text) {
        return String.join(
                "; ",
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
    }
}
