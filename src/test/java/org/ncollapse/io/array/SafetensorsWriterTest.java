package org.ncollapse.io.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.npy.NpyType;

class SafetensorsWriterTest {

    @TempDir
    private Path folder;

    /** The tensor whose element i is i/2 − 1. */
    private static SafetensorsWriter.Tensor tensor(String name, Integer... shape) {
        return new SafetensorsWriter.Tensor(name, List.of(shape), (from, into, count) -> {
            for (int i = 0; i < count; i++) {
                into[i] = (from + i) / 2f - 1;
            }
        });
    }

    private Path write(SafetensorsWriter.Tensor... tensors) throws IOException {
        Path file = folder.resolve("network.safetensors");
        SafetensorsWriter.write(file, List.of(tensors));
        return file;
    }

    /** The bytes of the published format: length, JSON with padding, elements. −1 is 0xbf800000, −1/2 0xbf000000. */
    @Test
    void writesPublishedFormat() throws IOException {
        byte[] bytes = Files.readAllBytes(write(tensor("a", 1, 2), tensor("b")));

        String header = """
                {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},\
                "b":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}""";
        int padded = (header.length() + 7) / 8 * 8;
        assertThat(new String(bytes, 8, padded, StandardCharsets.UTF_8)).isEqualTo("%-" + padded + "s", header);
        assertThat(bytes).startsWith(padded, 0, 0, 0, 0, 0, 0, 0).hasSize(8 + padded + 12);
        assertThat(bytes).endsWith(0, 0, 0x80, 0xbf, 0, 0, 0, 0xbf, 0, 0, 0x80, 0xbf);
    }

    @Test
    void readerReturnsTensorsOfAnySize() throws IOException {
        NamedArrays arrays = NamedArrays.of(write(tensor("large", 3, 100, 100), tensor("empty", 0, 4)), "");

        assertThat(arrays.names()).containsExactly("large", "empty");
        double[] large = arrays.read("large", NpyReader::readDoubles);
        assertThat(large).hasSize(30_000);
        for (int i = 0; i < large.length; i++) {
            assertThat(large[i]).isEqualTo(i / 2.0 - 1);
        }
        assertThat(arrays.read("large", NpyReader::header).type()).isEqualTo(NpyType.FLOAT32);
        assertThat(arrays.read("large", NpyReader::header).shape()).containsExactly(3L, 100L, 100L);
        assertThat(arrays.read("empty", NpyReader::readDoubles)).isEmpty();
    }
}
