package org.ncollapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any command line succeeds, or prints one line and exits with 2. Nothing is written. */
class CommandLineFuzzTest {

    private static final int CASES = 350;

    /** Commands that start no run, however their arguments are changed. */
    private static final List<List<String>> COMMANDS = List.of(
            List.of("run", "absent.yaml", "--set", "training.epochs=3", "--set", "seed=1", "--overwrite"),
            List.of("resume", "absent", "--set", "training.epochs=3"),
            List.of("export", "absent"),
            List.of("mlflow", "absent", "missing", "--store", "mlruns"),
            List.of(
                    "ufm",
                    "predict",
                    "--model",
                    "plain",
                    "--classes",
                    "4",
                    "--samples-per-class",
                    "50",
                    "--lambda-w",
                    "0.005",
                    "--lambda-h",
                    "0.001",
                    "--json"),
            List.of("ufm", "simulate", "absent.yaml", "--set", "seed=1"),
            List.of(
                    "measure",
                    "absent.npz",
                    "--test",
                    "absent.npz",
                    "--labels",
                    "absent.npy",
                    "--weight-decay",
                    "0.1",
                    "--loss",
                    "mse",
                    "--name",
                    "a",
                    "--overwrite"),
            List.of("report", "absent", "missing"),
            List.of("compare", "absent", "missing", "--csv"),
            List.of("status", "absent", "--csv"),
            List.of("watch", "absent", "--port", "0"),
            List.of("data", "list"),
            List.of("data", "verify", "absent"));

    private static final List<Path> BUILT = List.of(Path.of("./target"), Path.of("./.git"));
    private static final List<String> WORDS = List.of(
            "",
            "-",
            "--",
            "--set",
            "=",
            "a=b",
            "--home",
            "..",
            "../../etc",
            "--help=1",
            "-1",
            "1e999",
            "NaN",
            "\u0000",
            "a\nb",
            "\ud83d",
            "\u001b[31m",
            "{",
            "[[",
            "&a *a",
            "!!java.net.URL x",
            "--model=",
            "@file",
            "9".repeat(400),
            "--lambda-w=-0",
            "%s%n",
            "${env:HOME}");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void succeedsOrPrintsOneLine(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, FileTime> before = files();
        int rejected = 0;
        for (int i = 0; i < CASES; i++) {
            List<String> words = new ArrayList<>(COMMANDS.get(random.nextInt(COMMANDS.size())));
            int fixed = words.get(0).equals("run") || words.get(0).equals("ufm") ? 2 : 1;
            for (int damage = random.nextInt(1, 4); damage > 0; damage--) {
                int at = random.nextInt(fixed, words.size() + 1);
                switch (random.nextInt(4)) {
                    case 0 -> words.add(at, WORDS.get(random.nextInt(WORDS.size())));
                    case 1 ->
                        words.subList(Math.min(at, words.size() - 1), Math.min(at + 1, words.size()))
                                .removeIf(word -> words.size() > fixed);
                    case 2 -> words.add(at, words.get(random.nextInt(words.size())));
                    default -> {
                        if (at < words.size()) {
                            words.set(at, words.get(at) + WORDS.get(random.nextInt(WORDS.size())));
                        }
                    }
                }
            }
            CommandResult outcome = CommandResult.run(words.toArray(String[]::new));
            assertThat(outcome.code()).as(words.toString() + outcome.err()).isIn(0, 2);
            if (outcome.code() == 2) {
                assertThat(outcome.err())
                        .as(words.toString())
                        .hasLineCount(1)
                        .startsWith("ncollapse: ")
                        .doesNotContain("Exception");
                rejected++;
            }
        }
        assertThat(rejected).isBetween(CASES / 2, CASES - 1);
        assertThat(files()).isEqualTo(before);
    }

    /** Returns the files of the current folder, where results go too, with their times, except build outputs. */
    private static Map<String, FileTime> files() throws IOException {
        Map<String, FileTime> files = new TreeMap<>();
        Files.walkFileTree(Path.of("."), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                files.put(folder.toString(), attributes.lastModifiedTime());
                return BUILT.contains(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.put(file.toString(), attributes.lastModifiedTime());
                return FileVisitResult.CONTINUE;
            }
        });
        try (Stream<Path> siblings = Files.list(Path.of(".."))) {
            siblings.forEach(path -> files.put(path.toString(), FileTime.fromMillis(0)));
        }
        return files;
    }
}
