package org.ncollapse.io.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.faults.FileCorruption;
import org.ncollapse.io.npy.NpyReader;

/** Reads files in the published format, and rejects others in one line. */
class SafetensorsFileTest extends ArrayResources {

    private static final String A = "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";

    /** A file with a header, in which ' stands for ", and zeros after it. */
    private Path file(String header, int dataBytes) throws IOException {
        return file(
                "file.safetensors",
                (char) header.length() + "\0\0\0\0\0\0\0" + header.replace('\'', '"') + "\0".repeat(dataBytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"F64", "F32", "F16", "BF16"})
    void readsRealNumbers(String dtype) throws IOException {
        assertThat(doubles(resource("tensors.safetensors"), dtype)).isEqualTo(X);
    }

    @ParameterizedTest
    @ValueSource(strings = {"I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8"})
    void readsWholeNumbers(String dtype) throws IOException {
        Path file = resource("tensors.safetensors");
        assertThat(doubles(file, dtype)).isEqualTo(N);
        int[] ints = NamedArrays.of(file, "single").read(dtype, NpyReader::readInts);
        assertThat(ints).containsExactly(0, 3, 6, 5, 8, 11, 10, 13, 16, 15, 18, 21);
    }

    @Test
    void readsBooleansAndScalars() throws IOException {
        Path file = resource("tensors.safetensors");
        assertThat(doubles(file, "BOOL")).isEqualTo(LARGE);
        assertThat(doubles(file, "scalar")).containsExactly(.5);
        NamedArrays arrays = NamedArrays.of(file, "single");
        assertThat(arrays.names()).contains("F64", "BOOL", "scalar").doesNotContain("__metadata__");
        assertThat(arrays.read("BF16", NpyReader::header).shape()).containsExactly(4L, 3L);
    }

    /** The largest, the smallest and special bfloat16 numbers are the upper halves of those of float32. */
    @Test
    void readsSpecialNumbersInBfloat16() throws IOException {
        Path file = file("{'a':{'dtype':'BF16','shape':[5],'data_offsets':[0,10]}}", 0);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(out.length());
            for (int upper : new int[] {0x7f7f, 0x0001, 0x7f80, 0xff80, 0x8000}) {
                out.writeShort(Short.reverseBytes((short) upper));
            }
        }
        assertThat(doubles(file, "a"))
                .containsExactly(0x1.fep127, 0x1p-133, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0);
    }

    @Test
    void rejectsUnknownElementTypeWhenItIsAskedFor() throws IOException {
        assertRejected(resource("tensors.safetensors"), "F8_E4M3")
                .hasMessageContaining(
                        "[F8_E4M3] has elements of type F8_E4M3, which are not read: save tensor.float()");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {A}                                                             | 7  | has the offsets 0 to 8, and there are 7 bytes after the header
            {A}                                                             | 9  | its tensors end at offset 8, and there are 9 bytes
            {A,A}                                                           | 8  | Duplicate field 'a'
            {A,'b':{'dtype':'U8','shape':[4],'data_offsets':[6,10]}}        | 10 | tensor 'b' starts at offset 6 and overlaps the one before it, which ends at 8
            {A,'b':{'dtype':'U8','shape':[4],'data_offsets':[9,13]}}        | 13 | tensor 'b' starts at offset 9; expected 8
            {'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}          | 8  | is F32 of shape [3], which needs 12 bytes, and has 8
            {'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}         | 8  | lacks a dtype, a shape or two data_offsets
            {'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}}            | 8  | lacks a dtype, a shape or two data_offsets
            {'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}          | 8  | needs 8 bytes, and has -8
            {'a':{'dtype':'F9','shape':[2],'data_offsets':[8,0]}}           | 8  | has the offsets 8 to 0
            {'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}} | 8 | an array of shape [4294967296, 4294967296] is too large
            {'a':3}                                                         | 8  | tensor 'a' lacks a dtype
            {'a':                                                           | 8  | its header is not JSON
            """)
    void rejectsInvalidHeader(String header, int dataBytes, String message) throws IOException {
        assertRejected(file(header.replace("A", A), dataBytes), "a").hasMessageContaining(message);
    }

    @Test
    void rejectsInvalidLength() throws IOException {
        assertRejected(file("a.safetensors", "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f{}"), "a")
                .hasMessageContaining("the header's length 9223372036854775807 does not fit its 10 bytes");
        assertRejected(file("a.safetensors", "{}"), "a")
                .hasMessageContaining("the header's length -1 does not fit its 2 bytes");
        Path large = file("a.safetensors", "\1\0\0\1\0\0\0\0{");
        try (RandomAccessFile out = new RandomAccessFile(large.toFile(), "rw")) {
            out.setLength((1 << 24) + 16);
        }
        assertRejected(large, "a").hasMessageContaining("has a header of 16777217 bytes; the limit is 16777216");
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void readsOrRejectsCorruptedFiles(long seed) throws IOException {
        byte[] whole = Files.readAllBytes(resource("tensors.safetensors"));
        SplittableRandom random = new SplittableRandom(seed);
        int[] read = {0};
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 500; i++) {
                byte[] damaged = FileCorruption.corrupt(whole, random);
                Path file = Files.write(folder.resolve("damaged.safetensors"), damaged);
                read[0] += FileCorruption.isReadOrRejected(() -> doubles(file, "F32"), damaged) ? 1 : 0;
            }
        });
        assertThat(read[0]).isBetween(1, 300);
    }
}
