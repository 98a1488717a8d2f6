package org.ncollapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchEnvironmentTest {

    private static final Map<String, String> DEFAULTS = Map.of(
            "OMP_WAIT_POLICY",
            "passive",
            "GOMP_SPINCOUNT",
            "3000",
            "MALLOC_ARENA_MAX",
            "1",
            "MALLOC_MMAP_MAX_",
            "0",
            "MALLOC_TRIM_THRESHOLD_",
            "17179869184",
            "MALLOC_TOP_PAD_",
            "268435456",
            "GLIBC_TUNABLES",
            "glibc.malloc.hugetlb=1",
            "OPENBLAS_THREAD_TIMEOUT",
            "20",
            "flags",
            "-Xms32m -XX:+UseSerialGC");

    @TempDir
    private Path folder;

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private Map<String, String> environment(Map<String, String> user) throws IOException, InterruptedException {
        return environment(user, java());
    }

    /** Returns the environment of a program that a strict shell starts after the script, with Java's options. */
    private Map<String, String> environment(Map<String, String> user, String java)
            throws IOException, InterruptedException {
        Path script = folder.resolve("environment.sh");
        try (var resource = LaunchEnvironment.class.getResourceAsStream("environment.sh")) {
            Files.write(script, resource.readAllBytes());
        }
        Path output = folder.resolve("output.txt");
        ProcessBuilder shell = new ProcessBuilder(
                        "sh", "-euc", "java=$2; . \"$1\"; export flags; exec env", "sh", script.toString(), java)
                .redirectOutput(output.toFile())
                .redirectError(folder.resolve("err.txt").toFile());
        shell.environment().keySet().retainAll(Set.of("PATH"));
        shell.environment().putAll(user);
        assertThat(shell.start().waitFor())
                .as(Files.readString(folder.resolve("err.txt")))
                .isZero();
        assertThat(folder.resolve("err.txt")).isEmptyFile();
        return Files.readAllLines(output).stream()
                .filter(line -> line.matches("[A-Za-z_][A-Za-z_0-9]*=.*"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')), line -> line.substring(line.indexOf('=') + 1)));
    }

    @Test
    void setsVariablesThatAreUnset() throws IOException, InterruptedException {
        assertThat(environment(Map.of()))
                .containsAllEntriesOf(DEFAULTS)
                .as("OpenBLAS chooses its kernels")
                .doesNotContainKey("OPENBLAS_CORETYPE");
    }

    @Test
    void keepsVariablesOfTheUser() throws IOException, InterruptedException {
        Map<String, String> user = Map.of(
                "OMP_WAIT_POLICY",
                "active",
                "OPENBLAS_CORETYPE",
                "Zen",
                "MALLOC_ARENA_MAX",
                "8",
                "MALLOC_MMAP_MAX_",
                "7",
                "MALLOC_TRIM_THRESHOLD_",
                "6",
                "MALLOC_TOP_PAD_",
                "5",
                "GLIBC_TUNABLES",
                "glibc.malloc.tcache_count=4",
                "OPENBLAS_THREAD_TIMEOUT",
                "9",
                "JAVA_TOOL_OPTIONS",
                "-Xmx1g -XX:+UseParallelGC");
        assertThat(environment(user))
                .containsAllEntriesOf(user)
                .containsEntry("flags", "-Xms32m")
                .as("the spin count would override the user's policy")
                .doesNotContainKey("GOMP_SPINCOUNT");
        assertThat(environment(Map.of("GOMP_SPINCOUNT", "7"))).containsEntry("GOMP_SPINCOUNT", "7");
    }

    @Test
    void numbersGpusAsNvidiaSmiDoes() throws IOException, InterruptedException {
        assertThat(environment(Map.of()))
                .containsEntry("CUDA_DEVICE_ORDER", "PCI_BUS_ID")
                .containsEntry("NVIDIA_TF32_OVERRIDE", "0")
                .doesNotContainKey("CUDA_VISIBLE_DEVICES");
        assertThat(environment(Map.of("CUDA_DEVICE_ORDER", "FASTEST_FIRST", "CUDA_VISIBLE_DEVICES", "1")))
                .containsEntry("CUDA_DEVICE_ORDER", "PCI_BUS_ID")
                .containsEntry("CUDA_VISIBLE_DEVICES", "1");
    }

    @Test
    void detectsThatStandardErrorIsNoTerminal() throws IOException, InterruptedException {
        assertThat(environment(Map.of())).containsEntry("NCOLLAPSE_STDERR_IS_TERMINAL", "0");
    }

    @ParameterizedTest
    @CsvSource({
        "1.8.0_402, false",
        "17.0.12, false",
        "21.0.4, false",
        "23.0.1, false",
        "24, true",
        "25.0.1, true",
        "30-ea, true"
    })
    void allowsNativeAccessOnlyWhereJavaWarns(String version, boolean warns) throws IOException, InterruptedException {
        Path java = Files.writeString(
                folder.resolve("java"), "#!/bin/sh\necho 'openjdk version \"" + version + "\" 2026-01-01' >&2\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        assertThat(environment(Map.of(), java.toString()).get("flags"))
                .isEqualTo(DEFAULTS.get("flags")
                        + (warns ? " --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" : ""));
    }

    /** From the command to the files, without the launcher script. */
    @Test
    void programWithoutLauncherRestartsItselfAndForwardsTheExitCode() throws IOException, InterruptedException {
        List<String> tiny = List.of(
                "run",
                "--home",
                folder.toString(),
                "--set",
                "name=tiny",
                "--set",
                "dataset.samplesPerClass=3",
                "--set",
                "network.widths=[4, 4]",
                "--set",
                "training.epochs=1");
        assertThat(start(tiny)).as(output()).isZero();
        assertThat(output())
                .contains("Done: 1 epochs")
                .contains(folder.resolve("models/tiny.zip").toString());
        assertThat(folder.resolve("notebooks-export/tiny/figures/collapse.png")).isNotEmptyFile();
        assertThat(folder.resolve("models/tiny.zip")).isNotEmptyFile();

        assertThat(start(tiny)).isEqualTo(2);
        assertThat(output()).contains("--overwrite").hasLineCount(1);
    }

    /** kill -9 cannot be forwarded; the training process notices that its parent has ended. */
    @Test
    void killedParentEndsTrainingAtACheckpoint() throws IOException, InterruptedException {
        Process parent = process(List.of(
                        "run",
                        "--home",
                        folder.toString(),
                        "--set",
                        "name=tiny",
                        "--set",
                        "dataset.samplesPerClass=3",
                        "--set",
                        "training.epochs=1000000",
                        "--set",
                        "training.epochsPastZeroError=null"))
                .start();
        Path table = folder.resolve("notebooks-export/tiny/epochs.csv");
        while (parent.isAlive()
                && (Files.notExists(table) || Files.readAllLines(table).size() < 3)) {
            Thread.sleep(20);
        }
        ProcessHandle training = parent.children().findFirst().orElseThrow();
        parent.destroyForcibly().waitFor();
        training.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(output()).contains("checkpoint saved; 'ncollapse resume tiny' continues from there");
    }

    @Test
    void unavailableGpuExitsWith2AndWritesNothing() throws IOException, InterruptedException {
        Path home = folder.resolve("home");
        assertThat(start(List.of("run", "--home", home.toString(), "--set", "compute.device=cuda:999")))
                .isEqualTo(2);
        assertThat(output()).startsWith("ncollapse: compute.device: cuda:999 ").hasLineCount(1);
        assertThat(home).doesNotExist();
    }

    private int start(List<String> arguments) throws IOException, InterruptedException {
        return process(arguments).start().waitFor();
    }

    private ProcessBuilder process(List<String> arguments) {
        List<String> command = Stream.concat(
                        Stream.of(java(), "-Xmx1g", "-cp", System.getProperty("java.class.path"), Main.class.getName()),
                        arguments.stream())
                .collect(Collectors.toCollection(ArrayList::new));
        ProcessBuilder java = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile());
        java.environment().remove("NCOLLAPSE_STDERR_IS_TERMINAL");
        java.environment().put("DISPLAY", ":99"); // It does not exist.
        return java;
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output.txt"), StandardCharsets.UTF_8);
    }
}
