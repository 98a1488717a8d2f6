package org.ncollapse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.data.fetch.DownloadProgress;
import org.ncollapse.data.fetch.Downloader;
import org.ncollapse.data.fetch.FileServer;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;
import org.ncollapse.network.kernel.cuda.driver.NvrtcRelease;

/** Libraries from an archive that the JDK wrote: from a server's sections, or from the local repository. */
class NvrtcInstallerTest {

    private static final byte[] FIRST = FileServer.content(70_000);
    private static final byte[] SECOND = "the second library".repeat(1_000).getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path home;

    private byte[] archive;
    private List<NvrtcRelease.Library> libraries;

    @BeforeEach
    void createArchive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            NvrtcRelease.Library first = add(zip, bytes, "first.so", FIRST);
            add(zip, bytes, "other.so", FileServer.content(5_000));
            libraries = List.of(add(zip, bytes, "second.so", SECOND), first);
        }
        archive = bytes.toByteArray();
        libraries = libraries.stream()
                .map(library -> {
                    int end = (int) (library.offset() + library.compressedBytes());
                    byte[] section = Arrays.copyOfRange(archive, (int) library.offset(), end);
                    return new NvrtcRelease.Library(
                            library.name(),
                            library.offset(),
                            section.length,
                            new Sha256().update(section).hex(),
                            library.sha256());
                })
                .toList();
    }

    private static NvrtcRelease.Library add(ZipOutputStream zip, ByteArrayOutputStream bytes, String name, byte[] data)
            throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(data);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.flush();
        int start = bytes.size();
        zip.write(data);
        zip.closeEntry();
        return new NvrtcRelease.Library(
                name,
                start,
                entry.getCompressedSize(),
                "",
                new Sha256().update(data).hex());
    }

    private Path installed() {
        return home.resolve("installed");
    }

    private void install(URI... repositories) throws IOException {
        new NvrtcInstaller(
                        List.of(repositories),
                        home.resolve("repository"),
                        installed(),
                        new Downloader(Duration.ofSeconds(10), Duration.ofSeconds(10), Map.of()))
                .install(libraries, archive.length, DownloadProgress.NONE);
    }

    private void putInLocalRepository(byte[] content) throws IOException {
        Path file = home.resolve("repository").resolve(NvrtcRelease.ARCHIVE);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private void assertInstalled() throws IOException {
        assertThat(installed())
                .isDirectoryNotContaining(file -> !file.toString().endsWith(".so"));
        assertThat(Files.readAllBytes(installed().resolve("first.so"))).isEqualTo(FIRST);
        assertThat(Files.readAllBytes(installed().resolve("second.so"))).isEqualTo(SECOND);
    }

    @Test
    void takesItsSectionsFromRepository() throws IOException {
        try (FileServer missing = new FileServer(FileServer.status(404));
                FileServer server = new FileServer(FileServer.ranged(archive))) {
            install(missing.folder(), URI.create(server.folder() + "maven2"));
            assertInstalled();
            NvrtcRelease.Library first = libraries.get(1);
            assertThat(server.ranges())
                    .hasSize(2)
                    .contains("bytes=" + first.offset() + "-" + (first.offset() + first.compressedBytes() - 1));
            install(server.folder());
            assertThat(server.ranges()).hasSize(2);
        }
    }

    @Test
    void readsArchiveOfLocalRepository() throws IOException {
        putInLocalRepository(archive);
        install();
        assertInstalled();
    }

    @Test
    void damagedArchiveIsRejected() throws IOException {
        byte[] damaged = archive.clone();
        damaged[(int) libraries.get(0).offset() + 20] ^= 1;
        putInLocalRepository(damaged);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(this::install)
                .withMessageContainingAll("second.so", NvrtcRelease.ARCHIVE, "delete")
                .withMessageNotContaining("\n");
        assertThat(installed()).isEmptyDirectory();
    }

    @Test
    void repositoryWithoutSectionsLeavesOtherWays() throws IOException {
        try (FileServer server = new FileServer(FileServer.whole(archive))) {
            assertThatExceptionOfType(BadInputException.class)
                    .isThrownBy(() -> install(server.folder()))
                    .withMessageContainingAll(
                            "does not send sections", "mvn dependency:get", NvrtcRelease.ARTIFACT, "pip install")
                    .withMessageNotContaining("\n");
        }
        assertThat(installed().resolve("first.so")).doesNotExist();
    }
}
