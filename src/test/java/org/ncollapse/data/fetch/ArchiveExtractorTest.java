package org.ncollapse.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.BadInputException;

class ArchiveExtractorTest {

    private static final byte[] ONE = {1};
    private static final byte[] TWO = {2, 2};

    private final ArchiveExtractor images = new ArchiveExtractor("images", Map.of("one.bin", 1L, "two.bin", 2L));

    @TempDir
    private Path outside;

    private Path folder() throws IOException {
        return Files.createDirectories(outside.resolve("datasets"));
    }

    /** An entry of an archive; without content it is a symbolic link to /etc/passwd. */
    private record Entry(String name, byte[] content) {}

    private Path archive(Entry... entries) throws IOException {
        Path archive = folder().resolve("images.tar.gz");
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
            for (Entry entry : entries) {
                boolean link = entry.content() == null;
                // true: keeps a leading slash, as a malicious archive has.
                TarArchiveEntry header = link
                        ? new TarArchiveEntry(entry.name(), TarConstants.LF_SYMLINK, true)
                        : new TarArchiveEntry(entry.name(), true);
                if (link) {
                    header.setLinkName("/etc/passwd");
                } else {
                    header.setSize(entry.content().length);
                }
                tar.putArchiveEntry(header);
                if (!link) {
                    tar.write(entry.content());
                }
                tar.closeArchiveEntry();
            }
        }
        return archive;
    }

    private List<String> everythingOnDisk() throws IOException {
        try (Stream<Path> paths = Files.walk(outside)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> outside.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void extractsOnlyTheExpectedFiles() throws IOException {
        Path archive = archive(
                new Entry("images/._one.bin", TWO),
                new Entry("images/readme.html", TWO),
                new Entry("images/one.bin", ONE),
                new Entry("./images/two.bin", TWO));
        images.extractAll(archive, folder());
        assertThat(Files.readAllBytes(folder().resolve("images/one.bin"))).isEqualTo(ONE);
        assertThat(Files.readAllBytes(folder().resolve("images/two.bin"))).isEqualTo(TWO);
        assertThat(everythingOnDisk())
                .containsExactly("datasets/images.tar.gz", "datasets/images/one.bin", "datasets/images/two.bin");
    }

    @Test
    void writesNothingOutsideItsFolder() throws IOException {
        Path archive = archive(
                new Entry("../escaped.bin", ONE),
                new Entry("images/../../escaped.bin", ONE),
                new Entry(outside.resolve("absolute.bin").toString(), ONE),
                new Entry("images/../one.bin", ONE),
                new Entry("images/one.bin", null),
                new Entry("images/two.bin", TWO));
        assertThatThrownBy(() -> images.extractAll(archive, folder()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("does not contain images/one.bin");
        assertThat(everythingOnDisk()).containsExactly("datasets/images.tar.gz");
    }

    @Test
    void rejectsFileOfAnotherSize() throws IOException {
        Path archive = archive(new Entry("images/one.bin", TWO), new Entry("images/two.bin", TWO));
        assertThatThrownBy(() -> images.extractAll(archive, folder()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("images/one.bin of 2 bytes")
                .hasMessageContaining("has 1");
        assertThat(everythingOnDisk()).containsExactly("datasets/images.tar.gz");
    }

    @Test
    void rejectsDamagedArchive() throws IOException {
        Path archive = archive(new Entry("images/one.bin", ONE), new Entry("images/two.bin", TWO));
        byte[] whole = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> images.extractAll(archive, folder()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("images.tar.gz");
        Files.write(archive, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> images.extractAll(archive, folder()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("images.tar.gz");
        assertThat(everythingOnDisk()).containsExactly("datasets/images.tar.gz");
    }
}
