package org.ncollapse.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    private Path folder;

    private Path target;

    @BeforeEach
    void writeOldContent() throws IOException {
        target = Files.writeString(folder.resolve("table.csv"), "old");
    }

    @Test
    void replacesContentAndLeavesNoTemporaryFile() throws IOException {
        AtomicFile.write(target, temporaryFile -> Files.writeString(temporaryFile, "new"));
        assertThat(target).hasContent("new");
        AtomicFile.writeUnsynced(target, temporaryFile -> Files.writeString(temporaryFile, "newer"));
        assertThat(target).hasContent("newer");
        assertThat(folder).isDirectoryContaining(target::equals).isDirectoryNotContaining(AtomicFile::isTemporaryFile);
    }

    @Test
    void failedWriteKeepsOldContentAndLeavesNoTemporaryFile() {
        assertThatThrownBy(() -> AtomicFile.write(target, temporaryFile -> {
                    Files.writeString(temporaryFile, "half");
                    assertThat(target).hasContent("old");
                    throw new IOException("disk full");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("disk full");
        assertThat(target).hasContent("old");
        assertThat(folder).isDirectoryNotContaining(AtomicFile::isTemporaryFile);
    }

    @Test
    void renamesFolder() throws IOException {
        Path temporaryFile = Files.createDirectory(AtomicFile.temporaryFileFor(folder.resolve("run")));
        Files.writeString(temporaryFile.resolve("manifest.json"), "{}");
        AtomicFile.replace(temporaryFile, folder.resolve("run"));
        assertThat(folder.resolve("run/manifest.json")).hasContent("{}");
        assertThat(temporaryFile).doesNotExist();
    }

    @Test
    void uniqueTemporaryFilesDiffer() {
        assertThat(AtomicFile.uniqueTemporaryFileFor(target)).isNotEqualTo(AtomicFile.uniqueTemporaryFileFor(target));
        assertThat(AtomicFile.isTemporaryFile(AtomicFile.uniqueTemporaryFileFor(target)))
                .isTrue();
        assertThat(AtomicFile.isTemporaryFile(target)).isFalse();
    }
}
