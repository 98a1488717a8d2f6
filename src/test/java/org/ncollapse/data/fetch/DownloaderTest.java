package org.ncollapse.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;

@Timeout(60)
class DownloaderTest {

    private static final byte[] CONTENT = FileServer.content(300_000);

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final Downloader patient = new Downloader(CONNECT, Duration.ofSeconds(20), Map.of());
    private final Downloader impatient = new Downloader(CONNECT, Duration.ofMillis(1500), Map.of());

    @TempDir
    private Path folder;

    private Path target() {
        return folder.resolve("below").resolve("data.bin");
    }

    private Path part() {
        return AtomicFile.temporaryFileFor(target());
    }

    private void leavePart(byte[] bytes) throws IOException {
        Files.createDirectories(part().getParent());
        Files.write(part(), bytes);
    }

    private DownloadRequest download(URI... mirrors) {
        return new DownloadRequest(
                List.of(mirrors),
                target(),
                CONTENT.length,
                new Sha256().update(CONTENT).hex());
    }

    private void fetch(URI... mirrors) {
        patient.fetch(download(mirrors), DownloadProgress.NONE);
    }

    private void assertFetched() throws IOException {
        assertThat(Files.readAllBytes(target())).isEqualTo(CONTENT);
        assertThat(part()).doesNotExist();
    }

    private void assertRejected(URI mirror, String... words) {
        assertThatThrownBy(() -> fetch(mirror))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("data.bin")
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("\n");
        assertThat(target()).doesNotExist();
    }

    @Test
    void downloadsFileAndReportsProgress() throws IOException {
        List<Long> reported = new ArrayList<>();
        try (FileServer server = new FileServer(FileServer.whole(CONTENT))) {
            patient.fetch(download(server.file()), (name, bytes, total) -> {
                assertThat(name).isEqualTo("data.bin");
                assertThat(total).isEqualTo(CONTENT.length);
                reported.add(bytes);
            });
        }
        assertFetched();
        assertThat(reported).isSorted().startsWith(0L).endsWith((long) CONTENT.length);
    }

    @Test
    void existingFileIsNotDownloadedAgain() throws IOException {
        Files.createDirectories(target().getParent());
        Files.write(target(), CONTENT);
        try (FileServer server = new FileServer(FileServer.whole(CONTENT))) {
            fetch(server.file());
            assertThat(server.ranges()).isEmpty();
        }
        assertFetched();
    }

    @Test
    void resumesEarlierAttempt() throws IOException {
        leavePart(Arrays.copyOf(CONTENT, 123_456));
        try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
            fetch(server.file());
            assertThat(server.ranges()).containsExactly("bytes=123456-");
        }
        assertFetched();
    }

    private DownloadRequest section(URI mirror, int offset, int bytes) {
        byte[] section = Arrays.copyOfRange(CONTENT, offset, offset + bytes);
        return new DownloadRequest(
                List.of(mirror), target(), bytes, new Sha256().update(section).hex(), offset, CONTENT.length);
    }

    @Test
    void downloadsSectionOfFileAndResumesIt() throws IOException {
        try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
            leavePart(Arrays.copyOfRange(CONTENT, 1_000, 1_500));
            patient.fetch(section(server.file(), 1_000, 50_000), DownloadProgress.NONE);
            assertThat(server.ranges()).containsExactly("bytes=1500-50999");
        }
        assertThat(Files.readAllBytes(target())).isEqualTo(Arrays.copyOfRange(CONTENT, 1_000, 51_000));
    }

    @Test
    void sectionIsNotTakenFromWholeFile() throws IOException {
        try (FileServer server = new FileServer(FileServer.whole(CONTENT))) {
            DownloadRequest section = section(server.file(), 0, 50_000);
            assertThatThrownBy(() -> patient.fetch(section, DownloadProgress.NONE))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("does not send sections");
        }
        assertThat(target()).doesNotExist();
    }

    @Test
    void completePartNeedsNoServer() throws IOException {
        leavePart(CONTENT);
        try (FileServer server = new FileServer(FileServer.status(500))) {
            fetch(server.file());
            assertThat(server.ranges()).isEmpty();
        }
        assertFetched();
    }

    @Test
    void restartsIfServerIgnoresTheRange() throws IOException {
        leavePart(Arrays.copyOf(CONTENT, 1000));
        try (FileServer server = new FileServer(FileServer.whole(CONTENT))) {
            fetch(server.file());
        }
        assertFetched();
    }

    @Test
    void damagedPartIsDiscarded() throws IOException {
        leavePart(new byte[1000]);
        try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
            fetch(server.file());
            assertThat(server.ranges()).containsExactly("bytes=1000-", "null");
        }
        assertFetched();
    }

    @Test
    void tooLongPartIsDiscarded() throws IOException {
        leavePart(new byte[CONTENT.length + 5]);
        try (FileServer server = new FileServer(FileServer.ranged(CONTENT))) {
            fetch(server.file());
        }
        assertFetched();
    }

    @Test
    void resumesAfterBrokenConnection() throws IOException {
        try (FileServer server = new FileServer(exchange -> {
            boolean first = exchange.getRequestHeaders().getFirst("Range") == null;
            (first ? FileServer.cut(CONTENT, 200_000) : FileServer.ranged(CONTENT)).to(exchange);
        })) {
            fetch(server.file());
            assertThat(server.ranges()).containsExactly("null", "bytes=200000-");
        }
        assertFetched();
    }

    @Test
    void triesNextMirrorAfterWrongBytes() throws IOException {
        byte[] wrong = CONTENT.clone();
        wrong[200_000]++;
        try (FileServer bad = new FileServer(FileServer.whole(wrong));
                FileServer good = new FileServer(FileServer.ranged(CONTENT))) {
            fetch(bad.file(), good.file());
            assertThat(good.ranges()).containsExactly("null");
        }
        assertFetched();
    }

    @Test
    void rejectsWrongBytes() throws IOException {
        try (FileServer server = new FileServer(FileServer.whole(new byte[CONTENT.length]))) {
            assertRejected(server.file(), "SHA-256");
        }
    }

    @Test
    void rejectsOtherLengthBeforeTheBody() throws IOException {
        try (FileServer server = new FileServer(FileServer.whole(new byte[7]))) {
            assertRejected(server.file(), "7 bytes", "300000");
        }
    }

    @Test
    void stopsReadingEndlessBody() throws IOException {
        try (FileServer server = new FileServer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 100; i++) {
                exchange.getResponseBody().write(CONTENT);
            }
        })) {
            assertRejected(server.file(), "more than 300000 bytes");
        }
        assertThat(Files.size(part())).isZero();
    }

    @Test
    void rejectsRangeOfAnotherFile() throws IOException {
        leavePart(Arrays.copyOf(CONTENT, 1000));
        try (FileServer server = new FileServer(FileServer.ranged(FileServer.content(5000)))) {
            assertRejected(server.file(), "bytes 1000-4999/5000");
        }
    }

    @Test
    void triesNextMirrorAfterMissingFile() throws IOException {
        try (FileServer bad = new FileServer(FileServer.status(404));
                FileServer good = new FileServer(FileServer.whole(CONTENT))) {
            assertRejected(bad.file(), "404");
            fetch(bad.file(), good.file());
        }
        assertFetched();
    }

    @Test
    void followsRedirect() throws IOException {
        try (FileServer good = new FileServer(FileServer.whole(CONTENT));
                FileServer moved = new FileServer(exchange -> {
                    exchange.getResponseHeaders().add("Location", good.file().toString());
                    exchange.sendResponseHeaders(302, -1);
                })) {
            fetch(moved.file());
        }
        assertFetched();
    }

    @Test
    void stalledServerTimesOutAndDataIsKept() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (FileServer stalling = new FileServer(exchange -> {
                    exchange.sendResponseHeaders(200, CONTENT.length);
                    exchange.getResponseBody().write(CONTENT, 0, 100_000);
                    exchange.getResponseBody().flush();
                    await(over);
                });
                FileServer good = new FileServer(FileServer.ranged(CONTENT))) {
            try {
                impatient.fetch(download(stalling.file(), good.file()), DownloadProgress.NONE);
            } finally {
                over.countDown();
            }
            assertThat(good.ranges()).containsExactly("bytes=100000-");
        }
        assertFetched();
    }

    @Test
    void silentServerTimesOut() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (FileServer silent = new FileServer(exchange -> await(over))) {
            try {
                assertThatThrownBy(() -> impatient.fetch(download(silent.file()), DownloadProgress.NONE))
                        .isInstanceOf(BadInputException.class)
                        .hasMessageContaining("timed out");
            } finally {
                over.countDown();
            }
        }
    }

    @Test
    void reportsUnreachableServer() {
        assertRejected(URI.create("http://127.0.0.1:1/data.bin"), "127.0.0.1:1/data.bin: ", "onnect");
    }

    @Test
    void rejectsPlainHttpFromOtherHosts() {
        assertRejected(URI.create("http://example.org/data.bin"), "only https");
    }

    @Test
    void reportsFolderThatCannotBeWritten() throws IOException {
        Files.write(folder.resolve("below"), new byte[1]);
        try (FileServer server = new FileServer(FileServer.whole(CONTENT))) {
            assertThatThrownBy(() -> fetch(server.file()))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("data.bin cannot be written");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(40, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
