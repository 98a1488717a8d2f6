package org.ncollapse.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {

    /** The digest of "abc": FIPS 180-2, appendix B.1. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static final byte[] BYTES = "abc".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    @Test
    void digestsStringsFilesAndChunks() throws IOException {
        assertThat(Sha256.of("abc")).isEqualTo(ABC);
        assertThat(Sha256.of(Files.write(folder.resolve("file"), BYTES))).isEqualTo(ABC);
        assertThat(new Sha256()
                        .update((byte) 'a')
                        .update(ByteBuffer.wrap(BYTES, 1, 2))
                        .hex())
                .isEqualTo(ABC);
        assertThat(new Sha256().update(BYTES).digest()).hasSize(Sha256.BYTES);
    }

    @Test
    void digestsStreams() throws IOException {
        Sha256 read = new Sha256();
        try (InputStream in = read.digesting(new ByteArrayInputStream(BYTES))) {
            assertThat(in.readAllBytes()).isEqualTo(BYTES);
        }
        assertThat(read.hex()).isEqualTo(ABC);
        Sha256 written = new Sha256();
        try (OutputStream out = written.digesting(new ByteArrayOutputStream())) {
            out.write(BYTES);
        }
        assertThat(written.hex()).isEqualTo(ABC);
    }
}
