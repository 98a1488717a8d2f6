package org.ncollapse.experiment.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpzReader;

/** Something else in place of a run's file is named, and nothing waits for it. */
class RunFilesTest {

    @TempDir
    private Path home;

    private RunFolders folders;

    @BeforeEach
    void createFolders() throws IOException {
        folders = new RunFolders(home, "tiny");
        Files.createDirectories(folders.export());
        Files.createDirectories(folders.checkpoints());
    }

    private static Path pipe(Path file) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        return file;
    }

    private static void assertRejected(ThrowingCallable reading, Path file, String part) {
        assertTimeoutPreemptively(
                Duration.ofMinutes(1),
                () -> assertThatExceptionOfType(BadInputException.class)
                        .isThrownBy(reading)
                        .withMessageContainingAll(file.toString(), part));
    }

    @Test
    void pipesAreRejected() throws IOException, InterruptedException {
        pipe(folders.manifest());
        assertRejected(() -> Manifest.read(folders.manifest()), folders.manifest(), "is not a regular file");
        pipe(folders.lock());
        assertRejected(() -> RunLock.isHeld(folders), folders.lock(), "is not a regular file");
        assertRejected(() -> RunLock.acquire(folders), folders.lock(), "is not a regular file");
        Path samples = pipe(home.resolve("epoch-0001.npz"));
        assertRejected(() -> NpzReader.open(samples), samples, "is not a regular file");
    }

    @Test
    void devicesAreRejected() throws IOException {
        Files.createSymbolicLink(folders.manifest(), Path.of("/dev/zero"));
        assertRejected(() -> Manifest.read(folders.manifest()), folders.manifest(), "is not a regular file");
    }

    @Test
    void linksToNothingOrToThemselvesAreRejected() throws IOException {
        for (Path target : new Path[] {Path.of("/nonexistent/lock"), folders.lock()}) {
            Files.createSymbolicLink(folders.lock(), target);
            assertRejected(() -> RunLock.acquire(folders), folders.lock(), "is not a regular file");
            Files.delete(folders.lock());
        }
    }

    /** A user's pipe in the folder of results is left alone. */
    @Test
    void syncDoesNotWaitForPipes() throws IOException, InterruptedException {
        pipe(folders.export().resolve("mine"));
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> new RunStore(folders).fsync());
    }

    @Test
    void manifestThatIsNotUtf8IsNamed() throws IOException {
        for (byte[] bytes : new byte[][] {
            "{\"name\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1),
            {'{', '"', (byte) 0xFF, '"', '}'},
            {0, 0, (byte) 0xFE, (byte) 0xFF, 1, 2, 3, 4}
        }) {
            Files.write(folders.manifest(), bytes);
            assertRejected(() -> Manifest.read(folders.manifest()), folders.manifest(), "is not readable");
        }
    }
}
