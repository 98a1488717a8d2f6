package org.ncollapse.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCacheTest {

    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    private Path folder;

    @Test
    void keepsFileAndMendsChangedOne() throws IOException {
        UserCache cache = new UserCache(folder.resolve("below/it"));
        Path file = cache.keep("a.bin", CONTENT);
        assertThat(file).hasBinaryContent(CONTENT).isEqualTo(cache.file("a.bin"));
        FileTime old = FileTime.fromMillis(0);
        Files.setLastModifiedTime(file, old);
        cache.keep("a.bin", CONTENT);
        assertThat(Files.getLastModifiedTime(file)).as("not written again").isEqualTo(old);
        Files.write(file, new byte[] {1, 2, 4});
        assertThat(cache.keep("a.bin", CONTENT)).hasBinaryContent(CONTENT);
        try (Stream<Path> files = Files.list(cache.folder())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void rejectsFolderThatCannotBeWritten() throws IOException {
        Files.write(folder.resolve("file"), CONTENT);
        assertThatThrownBy(() -> new UserCache(folder.resolve("file/below")).keep("a.bin", CONTENT))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new UserCache(Path.of("?", ".cache")).keep("a.bin", CONTENT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("absolute");
        assertThat(Path.of("?")).doesNotExist();
    }
}
