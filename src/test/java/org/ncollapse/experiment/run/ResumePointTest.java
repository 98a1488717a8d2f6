package org.ncollapse.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.SettingsDigest;
import org.ncollapse.faults.FileCorruption;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.FilePrefix;
import org.ncollapse.io.Folders;
import org.ncollapse.training.CheckpointFolder;
import org.ncollapse.training.StopSignal;

/** A run resumes only from files that are as they were written. The truth is a copy of them. */
class ResumePointTest {

    private static final String[] SETTINGS = {
        "dataset.samplesPerClass=6",
        "network.widths=[8, 8]",
        "training={epochs: 5, batchSize: 16, epochsPastZeroError: 50}",
        "checkpoint={everyEpochs: 1, keepLast: 3}",
        "capture.epochs.first=6",
        "ufm=[]"
    };
    private static final int MUTATIONS = 1500;
    private static final int WHOLE_RUNS = 6;

    @TempDir
    private static Path truth;

    @TempDir
    private Path home;

    private static Map<String, byte[]> written;

    @BeforeAll
    static void interruptRun() throws IOException {
        TinyRun.run(truth.resolve("whole"), SETTINGS);
        StopSignal stop = new StopSignal();
        RunListener stopping = new TinyRun.Quiet() {
            @Override
            public void stepEnded(int epoch, int step, int steps) {
                if (epoch == 5 && step == 2) {
                    stop.request();
                }
            }
        };
        assertThatExceptionOfType(InterruptedRunException.class)
                .isThrownBy(() -> TinyRun.run(truth.resolve("part"), false, stopping, stop, SETTINGS));
        written = read(truth.resolve("part"));
    }

    private static Map<String, byte[]> read(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static void write(Path folder, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
    }

    private ResumePoint find() throws IOException {
        return ResumePoint.find(
                new CheckpointFolder(home.resolve("checkpoints/tiny"), 3),
                new RunFolders(home, "tiny"),
                SettingsDigest.of(TinyRun.experiment(SETTINGS)),
                1,
                false);
    }

    private Path result(String name) {
        return home.resolve("notebooks-export/tiny").resolve(name);
    }

    private void assertRejected(String... parts) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(this::find)
                .withMessageContainingAll(parts);
    }

    @Test
    void undamagedRunResumesFromItsNewestCheckpoint() throws IOException {
        write(home, written);
        ResumePoint point = find();
        assertThat(point.checkpoint().file()).hasFileName("epoch-0000005-step-0000002.npz");
        assertThat(point.warnings()).isEmpty();
        assertThat(point.lostFiles()).isEmpty();
    }

    /** The initial network's row is in all checkpoints, the last one in the newest only. */
    @Test
    void damageIsMadeGoodByOlderCheckpointOrRefused() throws IOException {
        write(home, written);
        byte[] metrics = written.get("notebooks-export/tiny/metrics.csv");
        byte[] damaged = metrics.clone();
        damaged[damaged.length - 3] ^= 1;
        Files.write(result("metrics.csv"), damaged);
        ResumePoint point = find();
        assertThat(point.checkpoint().file()).hasFileName("epoch-0000004-step-0000000.npz");
        assertThat(point.warnings()).hasSize(2);
        assertThat(point.warnings().get(0)).contains("metrics.csv is damaged", "using the checkpoint before");

        String text = new String(metrics, StandardCharsets.UTF_8);
        int digit = text.indexOf("\n0,penultimate,train,") + "\n0,penultimate,train,".length();
        damaged = metrics.clone();
        damaged[digit] = (byte) (damaged[digit] == '7' ? '8' : '7');
        Files.write(result("metrics.csv"), damaged);
        assertRejected("metrics.csv is damaged", "no older checkpoint matches", "--overwrite");
    }

    @Test
    void refusesCheckpointOfOtherSettings() throws IOException {
        write(home, written);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> ResumePoint.find(
                        new CheckpointFolder(home.resolve("checkpoints/tiny"), 3),
                        new RunFolders(home, "tiny"),
                        SettingsDigest.of(TinyRun.experiment("optimizer.learningRate=0.051")),
                        1,
                        false))
                .withMessageContainingAll("was saved with other settings", "manifest.json");
    }

    @Test
    void settingsThatMayChangeDoNotMatter() {
        assertThat(SettingsDigest.of(TinyRun.experiment(
                        "training.epochs=90",
                        "training.epochsPastZeroError=9",
                        "ufm=[]",
                        "notes=mine",
                        "checkpoint.keepLast=7",
                        "capture.saveFeatures=[]",
                        "capture.tensorboard=true")))
                .isEqualTo(SettingsDigest.of(TinyRun.experiment()))
                .isNotEqualTo(SettingsDigest.of(TinyRun.experiment("seed=2")));
    }

    /** An early sample is in all checkpoints; a late one can be written again. */
    @Test
    void missingSamplesAreWrittenAgainOrLeftOut() throws IOException {
        write(home, written);
        Files.delete(result("samples/epoch-0004.npz"));
        assertThat(find().checkpoint().file()).hasFileName("epoch-0000004-step-0000000.npz");
        assertThat(find().lostFiles()).isEmpty();

        Files.delete(result("samples/epoch-0001.npz"));
        ResumePoint point = find();
        assertThat(point.lostFiles()).containsExactly("samples/epoch-0001.npz");
        assertThat(point.warnings()).last().asString().contains("epoch-0001.npz is missing: the run is completed");
    }

    @Test
    void damagedSamplesAreRefusedAndMayBeDeleted() throws IOException {
        write(home, written);
        Files.write(result("samples/epoch-0001.npz"), new byte[9]);
        assertRejected("epoch-0001.npz is damaged", "it can be deleted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics.csv", "samples/epoch-0001.npz"})
    void pipesDevicesAndLoopsAreRefused(String name) throws IOException, InterruptedException {
        write(home, written);
        Path file = result(name);
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> assertRejected(name, "is not a regular file"));
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/zero"));
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> assertRejected(name, "is not a regular file"));
        Files.delete(file);
        Files.createSymbolicLink(file, file);
        assertRejected(name, "is not a regular file");
    }

    @Test
    void startsAgainOnlyIfNoCheckpointWasDue() throws IOException {
        write(home, written);
        Folders.deleteRecursively(home.resolve("checkpoints"));
        assertRejected("checkpoints/tiny has no checkpoint", "4 epochs are complete");

        // The process was killed while it wrote its first checkpoint.
        List<String> rows = Files.readAllLines(result("epochs.csv"));
        Files.write(result("epochs.csv"), rows.subList(0, 2));
        assertThat(find().checkpoint()).isNull();
        Files.delete(result("epochs.csv"));
        assertThat(find().warnings()).containsExactly("there is no checkpoint to resume from; the run starts again");
    }

    @Test
    void neverResumesFromChangedFiles() throws IOException {
        write(home, written);
        List<String> names = written.keySet().stream()
                .filter(name -> !name.endsWith("lock") && !name.endsWith("manifest.json"))
                .toList();
        int accepted = 0;
        int rejected = 0;
        for (int seed = 0; seed < MUTATIONS; seed++) {
            List<String> mutated = mutate(names, new SplittableRandom(seed));
            try {
                assertUsesWrittenFilesOnly(find(), seed);
                accepted++;
            } catch (BadInputException e) {
                assertThat(mutated)
                        .as(e.getMessage())
                        .anyMatch(name -> e.getMessage().contains(base(name)));
                assertThat(e.getMessage()).doesNotContain("\n");
                rejected++;
            }
            for (String name : mutated) {
                Files.write(home.resolve(name), written.get(name));
            }
        }
        assertThat(accepted).isGreaterThan(MUTATIONS / 10);
        assertThat(rejected).isGreaterThan(MUTATIONS / 10);
    }

    /** The message names a checkpoint also where its digest is damaged. */
    private static String base(String name) {
        return Path.of(name).getFileName().toString().replace(".sha256", "");
    }

    private void assertUsesWrittenFilesOnly(ResumePoint point, int seed) throws IOException {
        Path checkpoint = point.checkpoint().file();
        assertThat(Files.readAllBytes(checkpoint))
                .as("seed %d", seed)
                .isEqualTo(written.get(home.relativize(checkpoint).toString()));
        for (Map.Entry<String, FilePrefix> file :
                point.checkpoint().run().files().entrySet()) {
            if (point.lostFiles().contains(file.getKey())) {
                assertThat(result(file.getKey())).doesNotExist();
                continue;
            }
            int bytes = (int) file.getValue().bytes();
            assertThat(Arrays.copyOf(Files.readAllBytes(result(file.getKey())), bytes))
                    .as("seed %d, %s", seed, file.getKey())
                    .isEqualTo(Arrays.copyOf(written.get("notebooks-export/tiny/" + file.getKey()), bytes));
        }
    }

    /** Changes, deletes or swaps one or two files; returns their names. */
    private List<String> mutate(List<String> names, SplittableRandom random) throws IOException {
        String first = names.get(random.nextInt(names.size()));
        String second = names.get(random.nextInt(names.size()));
        if (random.nextInt(8) == 0) {
            Files.write(home.resolve(first), written.get(second));
            Files.write(home.resolve(second), written.get(first));
            return List.of(first, second);
        }
        List<String> changed = random.nextInt(4) == 0 ? List.of(first, second) : List.of(first);
        for (String name : changed) {
            byte[] bytes = mutated(written.get(name), random);
            if (bytes == null) {
                Files.deleteIfExists(home.resolve(name));
            } else {
                Files.write(home.resolve(name), bytes);
            }
        }
        return changed;
    }

    /** Returns null for a file to delete. */
    private static byte[] mutated(byte[] bytes, SplittableRandom random) {
        List<byte[]> lines = lines(bytes);
        int line = random.nextInt(lines.size());
        switch (random.nextInt(8)) {
            case 0 -> lines.add(line, lines.get(line));
            case 1 -> lines.remove(line);
            case 2 -> Collections.reverse(lines);
            case 3 -> Collections.swap(lines, line, random.nextInt(lines.size()));
            case 4 -> {
                byte[] flipped = bytes.clone();
                flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
                return flipped;
            }
            case 5 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 6 -> {
                return random.nextInt(4) == 0 ? null : FileCorruption.corrupt(bytes, random);
            }
            default -> {
                return FileCorruption.corrupt(bytes, random);
            }
        }
        byte[] joined = new byte[lines.stream().mapToInt(part -> part.length).sum()];
        int length = 0;
        for (byte[] part : lines) {
            System.arraycopy(part, 0, joined, length, part.length);
            length += part.length;
        }
        return joined;
    }

    /** Splits after each line break. */
    private static List<byte[]> lines(byte[] bytes) {
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n' || i == bytes.length - 1) {
                lines.add(Arrays.copyOfRange(bytes, from, i + 1));
                from = i + 1;
            }
        }
        return lines;
    }

    /** Whole resumes: the same tables as an uninterrupted run, or no file is changed. */
    @Test
    void mutatedRunIsRefusedOrEndsWithSameTables() throws IOException {
        Map<String, String> expected = tables(truth.resolve("whole"));
        List<String> names = written.keySet().stream()
                .filter(name -> !name.endsWith("lock") && !name.endsWith("manifest.json"))
                .toList();
        for (int seed = 0; seed < WHOLE_RUNS; seed++) {
            Folders.deleteRecursively(home.resolve("notebooks-export"));
            Folders.deleteRecursively(home.resolve("checkpoints"));
            Folders.deleteRecursively(home.resolve("models"));
            write(home, written);
            mutate(names, new SplittableRandom(seed));
            Map<String, String> before = RunOutputs.contents(home.resolve("notebooks-export"));
            try {
                TinyRun.resume(home);
                assertThat(tables(home)).as("seed %d", seed).isEqualTo(expected);
            } catch (BadInputException e) {
                assertThat(RunOutputs.contents(home.resolve("notebooks-export")))
                        .isEqualTo(before);
            }
        }
    }

    private static Map<String, String> tables(Path folder) throws IOException {
        Map<String, String> files = RunOutputs.contents(folder.resolve("notebooks-export/tiny"));
        files.keySet().removeIf(name -> !name.endsWith(".csv"));
        assertThat(files).hasSize(5);
        return files;
    }

    /** Samples that were lost before a run is resumed cost the fit and nothing else. */
    @Test
    void runWithLostSamplesIsCompletedWithoutFit() throws IOException {
        write(home, written);
        Files.delete(result("samples/epoch-0001.npz"));
        List<String> warnings = new ArrayList<>();
        TinyRun.resume(
                home,
                new TinyRun.Quiet() {
                    @Override
                    public void warn(String message) {
                        warnings.add(message);
                    }
                },
                new StopSignal(),
                "ufm=[plain]");
        assertThat(warnings)
                .anyMatch(warning -> warning.contains("epoch-0001.npz is missing: the UFM models are not fitted"));
        assertThat(tables(home)).isEqualTo(tables(truth.resolve("whole")));
        assertThat(Files.readString(result("manifest.json"))).contains("\"status\" : \"finished\"");
        assertThat(result("ufm.csv")).doesNotExist();
        assertThat(Files.exists(result("report.html"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }
}
