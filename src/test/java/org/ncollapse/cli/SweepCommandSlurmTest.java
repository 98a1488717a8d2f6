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

/**
 * What Slurm is asked for, by stand-ins of its commands that write down what they were given; CI submits to a real one.
 */
class SweepCommandSlurmTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void slurmAndAnExperiment() throws IOException {
        standIn(
                "sbatch",
                "printf '%s\\n' \"$@\" > \"$ASKED/sbatch-$(ls \"$ASKED\" | wc -l)\"; env > \"$ASKED/../environment\";"
                        + " echo \"$((100 + $(ls \"$ASKED\" | wc -l)));cluster\"");
        standIn(
                "squeue",
                "case \" $* \" in *' --name=many '*) ;; *) exit 2;; esac;"
                        + " cat \"$ASKED/../queue\" 2>/dev/null || { echo 'slurm_load_jobs error: Invalid job id specified'; exit 1; }");
        standIn("scancel", "printf '%s\\n' \"$@\" >> \"$ASKED/../cancelled\"");
        Files.createDirectories(folder.resolve("asked"));
        Files.writeString(
                folder.resolve("base.yaml"),
                "name: base\ndataset: {name: digits}\nnetwork: {kind: mlp, widths: [16]}\ntraining: {epochs: 1}\n");
    }

    private void standIn(String name, String does) throws IOException {
        Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + does + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** What a command said, in a process of its own that finds the stand-ins. */
    private String typedWith(String path, int code, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "sweep"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--home", folder.resolve("home of me").toString()));
        Path said = folder.resolve("said.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        path,
                        "ASKED",
                        folder.resolve("asked").toString(),
                        "NCOLLAPSE_STDERR_IS_TERMINAL",
                        "0",
                        "OPENBLAS_CORETYPE",
                        "Haswell",
                        "NCOLLAPSE_SET_CORETYPE",
                        "1"));
        assertThat(builder.start().waitFor()).as(Files.readString(said)).isEqualTo(code);
        return Files.readString(said);
    }

    private String typed(int code, String... arguments) throws IOException, InterruptedException {
        return typedWith(folder.resolve("bin") + ":" + System.getenv("PATH"), code, arguments);
    }

    private Path sweep(String rest) throws IOException {
        return Files.writeString(folder.resolve("sweep.yaml"), "name: many\nexperiment: base.yaml\n" + rest);
    }

    private List<String> asked(int submission) throws IOException {
        return Files.readAllLines(folder.resolve("asked/sbatch-" + submission));
    }

    @Test
    void whatTheFileSaysIsAskedFor() throws IOException, InterruptedException {
        String said = typed(
                0,
                sweep(
                                "seeds: [1, 2, 3]\nset: {compute.threads: 4}\n"
                                        + "slurm: {partition: gpu, gpus: 2, timeLimit: 1-00:00:00, sbatchOptions: [--account=me, --mem=9G]}\n")
                        .toString(),
                "--on",
                "slurm");
        assertThat(said).contains("Submitted job 101: 3 runs.", "ncollapse sweep status many");
        assertThat(asked(0))
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
        assertThat(asked(0))
                .as("a heap by the runs' need, not by the job's memory")
                .anyMatch(option -> option.matches("-Xmx\\d+m"));
        List<String> memory =
                asked(0).stream().filter(option -> option.startsWith("--mem=")).toList();
        assertThat(memory)
                .as("a flag of the file has the last word")
                .hasSize(2)
                .last()
                .isEqualTo("--mem=9G");
        assertThat(Files.readAllLines(folder.resolve("environment")))
                .as("chosen for this machine's processor")
                .noneMatch(line -> line.startsWith("OPENBLAS_CORETYPE="));
    }

    @Test
    void aCardIsAskedForWhereTheExperimentWantsOne() throws IOException, InterruptedException {
        typed(
                0,
                sweep("set: {compute.device: 'cuda:0', compute.kernels: nd4j}\n")
                        .toString(),
                "--on",
                "slurm");
        assertThat(asked(0))
                .contains("--gpus=1")
                .noneMatch(option -> option.startsWith("--partition") || option.startsWith("--time"));
    }

    @Test
    void anArrayHasAThousandTasksAtTheMost() throws IOException, InterruptedException {
        String seeds = IntStream.range(0, 1002)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "seeds: [", "]\n"));
        assertThat(typed(0, sweep(seeds).toString(), "--on", "slurm"))
                .contains("Submitted job 101: 1000 runs.", "Submitted job 102: 2 runs.");
        assertThat(asked(1)).contains("--array=0,1");
        assertThat(asked(1).get(asked(1).indexOf(folder.resolve("home of me/checkpoints/many/array.sh")
                                .toString())
                        + 1))
                .isEqualTo("1000");
    }

    @Test
    void whatIsInTheQueueIsSeenCancelledAndNotSubmittedTwice() throws IOException, InterruptedException {
        String file = sweep("seeds: [1, 2]\n").toString();
        typed(0, file, "--on", "slurm");
        Files.writeString(folder.resolve("queue"), "0 RUNNING None\n1 PENDING Resources\n");
        assertThat(typed(0, "status", "many")).contains("running", "pending (Resources)", "2 runs: 2 waiting");
        assertThat(typed(2, file, "--on", "slurm"))
                .contains("job 101 of the sweep is in Slurm's queue", "sweep cancel many")
                .hasLineCount(1);
        assertThat(typed(0, "cancel", "many")).contains("Cancelled Slurm's job 101.");
        assertThat(folder.resolve("cancelled")).hasContent("101");
        assertThat(typed(2, file))
                .as("numbers of queued tasks go on to mean the same runs")
                .contains("job 101 of the sweep is in Slurm's queue");
        assertThat(typedWith("/nowhere", 0, "status", "many"))
                .contains("2 runs: 2 waiting; the queue is not known here");
    }

    @Test
    void whatSlurmDoesNotTakeLeavesNothingBehind() throws IOException, InterruptedException {
        assertThat(typedWith("/nowhere", 2, sweep("").toString(), "--on", "slurm"))
                .contains("'sbatch' is not to be found", "--on local")
                .hasLineCount(1);
        standIn("sbatch", "echo 'sbatch: error: invalid partition specified: gpu'; exit 1");
        assertThat(typed(2, sweep("slurm: {partition: gpu}\n").toString(), "--on", "slurm"))
                .contains("invalid partition specified: gpu", "section 'slurm'")
                .hasLineCount(1);
        try (Stream<Path> left = Files.walk(folder.resolve("home of me"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
