package org.ncollapse.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.data.fetch.DownloadProgress;
import org.ncollapse.data.fetch.DownloadRequest;
import org.ncollapse.data.fetch.Downloader;
import org.ncollapse.data.fetch.FileServer;
import org.ncollapse.experiment.run.RunOutputs;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;

/**
 * The disk becomes full at any stage of a run. {@code -Dfaults.disk=DIR} names a separate disk of a few megabytes,
 * which is filled and emptied.
 */
@Tag("faults")
class FullDiskTest {

    private static final List<String> SETTINGS = List.of(
            "training.epochs=12",
            "training.epochsPastZeroError=null",
            "checkpoint.everyEpochs=1",
            "capture={epochs: {first: 12, logSpaced: 0}, saveFeatures: [last]}");

    @TempDir
    private Path largeDisk;

    private static Path disk() {
        String disk = System.getProperty("faults.disk", "");
        assumeTrue(!disk.isEmpty(), "no small disk was named");
        return Path.of(disk);
    }

    private static String[] run(Path home) {
        return CommandProcess.tinyRunArguments(home, SETTINGS);
    }

    /** Fills the disk until only {@code left} bytes are free. */
    private static Path fill(Path disk, long left) throws IOException {
        FileStore store = Files.getFileStore(disk);
        Path filler = disk.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] kilobytes = new byte[4096];
            while (store.getUsableSpace() > left) {
                out.write(kilobytes);
            }
        }
        return filler;
    }

    @AfterEach
    void empty() throws IOException {
        if (System.getProperty("faults.disk", "").isEmpty()) {
            return;
        }
        try (Stream<Path> files = Files.walk(disk())) {
            for (Path file : files.sorted(Comparator.reverseOrder())
                    .filter(file -> !file.equals(disk()))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    /** Frees more and more space, so that the disk is full at different stages, until there is enough. */
    @Test
    void runOnFullDiskFailsWithMessageAndResumes() throws IOException, InterruptedException {
        Path disk = disk();
        Path untouched = largeDisk.resolve("untouched");
        CommandProcess.runToSuccess(largeDisk.resolve("said.txt"), run(untouched));
        Set<String> lastWords = new TreeSet<>();
        int failures = 0;
        for (long left = 16 << 10; ; left += 2 * left / 3) {
            Path filler = fill(disk, left);
            CommandProcess run = CommandProcess.start(largeDisk.resolve("said.txt"), run(disk.resolve("home")));
            int code = run.exitCode();
            lastWords.add(run.output()
                    .lines()
                    .filter(line -> line.contains(": "))
                    .reduce((one, two) -> two)
                    .orElse("")
                    .replaceAll(".*tiny: ", ""));
            Files.delete(filler);
            if (code == 0) {
                break;
            }
            failures++;
            assertThat(code).as(run.output()).isEqualTo(1);
            assertThat(run.output()).contains("No space left on device").doesNotContain("\tat ");
            if (Files.exists(disk.resolve("home/notebooks-export/tiny/manifest.json"))) {
                CommandProcess.runToSuccess(
                        largeDisk.resolve("said.txt"),
                        "resume",
                        "tiny",
                        "--home",
                        disk.resolve("home").toString());
                RunOutputs.assertSame(disk.resolve("home"), untouched, "tiny");
            }
            empty();
        }
        assertThat(failures)
                .as("places at which the disk was full, last words " + lastWords)
                .isGreaterThan(6);
        RunOutputs.assertSame(disk.resolve("home"), untouched, "tiny");
    }

    @Test
    void downloadOnFullDiskFailsWithMessageAndContinues() throws IOException {
        byte[] content = FileServer.content(1_000_000);
        Path target = disk().resolve("data.bin");
        Path filler = fill(disk(), 200 << 10);
        Downloader downloader = new Downloader(Duration.ofSeconds(15), Duration.ofSeconds(60), Map.of());
        try (FileServer server = new FileServer(FileServer.ranged(content))) {
            DownloadRequest download = new DownloadRequest(
                    List.<URI>of(server.file()),
                    target,
                    content.length,
                    new Sha256().update(content).hex());
            assertThatThrownBy(() -> downloader.fetch(download, DownloadProgress.NONE))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("No space left on device")
                    .hasMessageNotContaining("\n");
            Files.delete(filler);
            downloader.fetch(download, DownloadProgress.NONE);
            assertThat(server.ranges()).hasSize(2).last().asString().startsWith("bytes=");
        }
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
    }
}
