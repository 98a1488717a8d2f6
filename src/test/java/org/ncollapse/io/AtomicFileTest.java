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
    void replacesContentAndLeavesNoPart() throws IOException {
        AtomicFile.write(target, part -> Files.writeString(part, "new"));
        assertThat(target).hasContent("new");
        AtomicFile.writeUnsynced(target, part -> Files.writeString(part, "newer"));
        assertThat(target).hasContent("newer");
        assertThat(folder).isDirectoryContaining(target::equals).isDirectoryNotContaining(AtomicFile::isPart);
    }

    @Test
    void failedWriteKeepsOldContentAndLeavesNoPart() {
        assertThatThrownBy(() -> AtomicFile.write(target, part -> {
                    Files.writeString(part, "half");
                    assertThat(target).hasContent("old");
                    throw new IOException("disk full");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("disk full");
        assertThat(target).hasContent("old");
        assertThat(folder).isDirectoryNotContaining(AtomicFile::isPart);
    }

    @Test
    void renamesFolder() throws IOException {
        Path part = Files.createDirectory(AtomicFile.partOf(folder.resolve("run")));
        Files.writeString(part.resolve("manifest.json"), "{}");
        AtomicFile.replace(part, folder.resolve("run"));
        assertThat(folder.resolve("run/manifest.json")).hasContent("{}");
        assertThat(part).doesNotExist();
    }

    @Test
    void uniquePartsDiffer() {
        assertThat(AtomicFile.uniquePartOf(target)).isNotEqualTo(AtomicFile.uniquePartOf(target));
        assertThat(AtomicFile.isPart(AtomicFile.uniquePartOf(target))).isTrue();
        assertThat(AtomicFile.isPart(target)).isFalse();
    }
}
