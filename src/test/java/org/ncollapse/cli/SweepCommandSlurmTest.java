package org.ncollapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Submissions to Slurm, with fake commands that record their arguments. CI also submits to a real Slurm. */
class SweepCommandSlurmTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFakeCommandsAndExperiment() throws IOException {
        fakeCommand(
                "sbatch",
                "printf '%s\\n' \"$@\" > \"$RECORDS/sbatch-$(ls \"$RECORDS\" | wc -l)\"; env > "
                        + "\"$RECORDS/../environment\";"
                        + " echo \"$((100 + $(ls \"$RECORDS\" | wc -l)));cluster\"");
        fakeCommand(
                "squeue",
                "case \" $* \" in *' --name=many '*) ;; *) exit 2;; esac;"
                        + " cat \"$RECORDS/../queue\" 2>/dev/null || { echo 'slurm_load_jobs error: Invalid job id "
                        + "specified'; exit 1; }");
        fakeCommand(
                "scontrol",
                "case \"$1\" in show) echo 'MaxArraySize            = 1001';;"
                        + " *) printf '%s\\n' \"$@\" >> \"$RECORDS/../released\";; esac");
        fakeCommand("scancel", "printf '%s\\n' \"$@\" >> \"$RECORDS/../canceled\"");
        Files.createDirectories(folder.resolve("records"));
        Files.writeString(
                folder.resolve("base.yaml"),
                "name: base\ndataset: {name: digits}\nnetwork: {kind: mlp, widths: [16]}\ntraining: {epochs: 1}\n");
    }

    private void fakeCommand(String name, String script) throws IOException {
        Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** Runs a command in a process that finds the fake commands, and returns its output. */
    private String runWithPath(String path, int code, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "sweep"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--home", folder.resolve("home of me").toString()));
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        path,
                        "RECORDS",
                        folder.resolve("records").toString(),
                        "NCOLLAPSE_STDERR_IS_TERMINAL",
                        "0"));
        assertThat(builder.start().waitFor()).as(Files.readString(output)).isEqualTo(code);
        return Files.readString(output);
    }

    private String run(int code, String... arguments) throws IOException, InterruptedException {
        return runWithPath(folder.resolve("bin") + ":" + System.getenv("PATH"), code, arguments);
    }

    private Path sweep(String rest) throws IOException {
        return Files.writeString(folder.resolve("sweep.yaml"), "name: many\nexperiment: base.yaml\n" + rest);
    }

    private List<String> submitted(int submission) throws IOException {
        return Files.readAllLines(folder.resolve("records/sbatch-" + submission));
    }

    @Test
    void submitsOptionsOfTheSweepFile() throws IOException, InterruptedException {
        String output = run(
                0,
                sweep("seeds: [1, 2, 3]\nset: {compute.threads: 4}\n"
                                + "slurm: {partition: gpu, gpus: 2, timeLimit: 1-00:00:00, sbatchOptions: "
                                + "[--account=me, --mem=9G]}\n")
                        .toString(),
                "--launcher",
                "slurm");
        assertThat(output).contains("Submitted job 101: 3 runs.", "ncollapse sweep status many");
        assertThat(submitted(0))
                .contains(
                        "--parsable",
                        "--job-name=many",
                        "--array=0,1,2",
                        "--requeue",
                        "--open-mode=append",
                        "--cpus-per-task=4",
                        "--signal=B:USR1@120",
                        "--partition=gpu",
                        "--gpus=2",
                        "--time=1-00:00:00",
                        "--account=me",
                        "--mem=9G",
                        folder.resolve("home of me/checkpoints/many/array.sh").toString());
        assertThat(submitted(0))
                .as("the heap follows from the runs' estimate, not from the job's memory")
                .anyMatch(option -> option.matches("-Xmx\\d+m"));
        List<String> memory = submitted(0).stream()
                .filter(option -> option.startsWith("--mem="))
                .toList();
        assertThat(memory)
                .as("an option of the file comes last")
                .hasSize(2)
                .last()
                .isEqualTo("--mem=9G");
    }

    @Test
    void requestsGpuForCudaExperiments() throws IOException, InterruptedException {
        run(0, sweep("set: {compute.device: 'cuda:0', compute.kernels: nd4j}\n").toString(), "--launcher", "slurm");
        assertThat(submitted(0))
                .contains("--gpus=1")
                .noneMatch(option -> option.startsWith("--partition") || option.startsWith("--time"));
    }

    private static String seeds(int count) {
        return IntStream.range(0, count)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "seeds: [", "]\n"));
    }

    /** The first argument of the submitted script: the index of the run that is task 0. */
    private String firstRun(int submission) throws IOException {
        List<String> arguments = submitted(submission);
        String script = folder.resolve("home of me/checkpoints/many/array.sh").toString();
        return arguments.get(arguments.indexOf(script) + 1);
    }

    @Test
    void splitsArraysAfterThousandTasksAndHoldsThemUntilAllAreAccepted() throws IOException, InterruptedException {
        assertThat(run(0, sweep(seeds(1002)).toString(), "--launcher", "slurm"))
                .contains("Submitted job 101: 1000 runs.", "Submitted job 102: 2 runs.");
        assertThat(submitted(0)).contains("--hold");
        assertThat(submitted(1)).contains("--array=0,1", "--hold");
        assertThat(firstRun(1)).isEqualTo("1000");
        assertThat(folder.resolve("released")).hasContent("release\n101\nrelease\n102");
    }

    @Test
    void splitsArraysThatAreLargerThanTheClusterAllows() throws IOException, InterruptedException {
        fakeCommand("scontrol", "[ \"$1\" = release ] || printf 'MaxJobCount = 10\\nMaxArraySize            = 2\\n'");
        assertThat(run(0, sweep(seeds(5)).toString(), "--launcher", "slurm"))
                .contains("job 101: 2 runs.", "job 102: 2 runs.", "job 103: 1 runs.");
        for (int i = 0; i < 3; i++) {
            assertThat(submitted(i)).contains(i < 2 ? "--array=0,1" : "--array=0");
            assertThat(firstRun(i)).isEqualTo(Integer.toString(2 * i));
        }
        fakeCommand("scontrol", "echo 'MaxArraySize = 0'");
        assertThat(run(2, sweep(seeds(5)).toString(), "--launcher", "slurm"))
                .contains("no job arrays", "--launcher local")
                .hasLineCount(1);
    }

    @Test
    void rejectedPartCancelsTheEarlierOnesAndLeavesNoFiles() throws IOException, InterruptedException {
        fakeCommand("scontrol", "echo 'MaxArraySize = 2'");
        fakeCommand(
                "sbatch",
                "if [ -e \"$RECORDS/one\" ]; then echo 'sbatch: error: QOSMaxSubmitJobPerUserLimit'; exit 1; fi;"
                        + " : > \"$RECORDS/one\"; echo 7");
        assertThat(run(2, sweep(seeds(5)).toString(), "--launcher", "slurm"))
                .contains("QOSMaxSubmitJobPerUserLimit")
                .hasLineCount(1);
        assertThat(folder.resolve("canceled")).hasContent("7");
        assertThat(folder.resolve("released")).doesNotExist();
        try (Stream<Path> files = Files.walk(folder.resolve("home of me"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void queuedJobsAreShownCanceledAndNotSubmittedTwice() throws IOException, InterruptedException {
        String file = sweep("seeds: [1, 2]\n").toString();
        run(0, file, "--launcher", "slurm");
        Files.writeString(folder.resolve("queue"), "0 RUNNING None\n1 PENDING Resources\n");
        assertThat(run(0, "status", "many")).contains("running", "pending (Resources)", "2 runs: 2 pending");
        assertThat(run(2, file, "--launcher", "slurm"))
                .contains("job 101 of the sweep is in Slurm's queue", "sweep cancel many")
                .hasLineCount(1);
        assertThat(run(0, "cancel", "many")).contains("Canceled Slurm job 101.");
        assertThat(folder.resolve("canceled")).hasContent("101");
        assertThat(run(2, file))
                .as("queued tasks must keep the numbers of their runs")
                .contains("job 101 of the sweep is in Slurm's queue");
        assertThat(runWithPath("/nowhere", 0, "status", "many"))
                .contains("2 runs: 2 pending; Slurm's queue is unknown");
    }

    @Test
    void rejectedSubmissionLeavesNoFiles() throws IOException, InterruptedException {
        assertThat(runWithPath("/nowhere", 2, sweep("").toString(), "--launcher", "slurm"))
                .contains("'sbatch' not found", "--launcher local")
                .hasLineCount(1);
        fakeCommand("sbatch", "echo 'sbatch: error: invalid partition specified: gpu'; exit 1");
        assertThat(run(2, sweep("slurm: {partition: gpu}\n").toString(), "--launcher", "slurm"))
                .contains("invalid partition specified: gpu", "section 'slurm'")
                .hasLineCount(1);
        try (Stream<Path> files = Files.walk(folder.resolve("home of me"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
