package org.ncollapse.io.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.faults.FileCorruption;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpyReader;

/** Reads files of PyTorch 1.13, and rejects what is no data by its name without executing anything. */
class TorchFileTest extends ArrayResources {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "F64",
                "F32",
                "F16",
                "BF16",
                "column_major",
                "view",
                "three",
                "parameter",
                "nested.a",
                "array",
                "fortran"
            })
    void readsRealNumbers(String name) throws IOException {
        assertThat(doubles(resource("tensors.pt"), name)).isEqualTo(X);
    }

    @ParameterizedTest
    @ValueSource(strings = {"I64", "I32", "I16", "I8", "U8"})
    void readsWholeNumbers(String name) throws IOException {
        assertThat(NamedArrays.of(resource("tensors.pt"), "single").read(name, NpyReader::readInts))
                .containsExactly(0, 3, 6, 5, 8, 11, 10, 13, 16, 15, 18, 21);
    }

    @Test
    void readsNumbersAndLists() throws IOException {
        Path file = resource("tensors.pt");
        assertThat(doubles(file, "BOOL")).isEqualTo(LARGE);
        assertThat(doubles(file, "row")).containsExactly(1.25, .5, -.25);
        assertThat(doubles(file, "scalar")).containsExactly(.5);
        assertThat(doubles(file, "empty")).isEmpty();
        assertThat(doubles(file, "number")).containsExactly(.5);
        assertThat(doubles(file, "whole")).containsExactly(-7);
        assertThat(doubles(file, "large")).containsExactly(0x1p40);
        assertThat(doubles(file, "flag")).containsExactly(1);
        assertThat(doubles(file, "numbers")).containsExactly(1, 2.5, -3);
        assertThat(doubles(file, "pair")).containsExactly(4, 5);
        assertThat(doubles(file, "nested.b.c")).containsExactly(1, 2);
        assertThat(doubles(file, "numpy_scalar")).containsExactly(.25);
        assertThat(doubles(resource("single.pth"), "single")).isEqualTo(X);
        NamedArrays arrays = NamedArrays.of(file, "single");
        assertThat(arrays.names()).contains("nested.b.c").doesNotContain("text", "nothing", "names", "nested");
        assertThat(arrays.read("three", NpyReader::header).shape()).containsExactly(4L, 3L, 1L);
        assertThat(arrays.read("column_major", NpyReader::header).shape()).containsExactly(4L, 3L);
    }

    @Test
    void readsColumnMajorTensorsInBlocks() throws IOException {
        double[] block = new double[5];
        double[] last = NamedArrays.of(resource("tensors.pt"), "single").read("transposed_view", array -> {
            array.read(block, 0, 5);
            return array.readDoubles();
        });
        assertThat(block).containsExactly(0, 1.25, 2.5, 3.75, -.75);
        assertThat(last).containsExactly(.5, 1.75, 3, -1.5, -.25, 1, 2.25);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            tensors.pt    | complex  | [complex] is ComplexFloat in PyTorch, which is not read: save tensor.float()
            tensors.pt    | expanded | is a view of shape [4, 3] with strides [0, 1]; save tensor.contiguous()
            tensors.pt    | permuted | is a view of shape [3, 2, 2] with strides [1, 6, 3]; save tensor.contiguous()
            list.pt       | x        | holds a list; expected a dictionary of tensors: torch.save({'features': ..., 'labels': ...}, file)
            module.pt     | x        | it refers to torch.nn.modules.linear.Linear, which is not known here, and nothing was executed; save tensors alone
            sparse.pt     | features | it refers to torch._utils._rebuild_sparse_tensor, which is not known here
            hostile.pt    | features | it refers to posix.system, which is not known here, and nothing was executed; save tensors alone with Python: torch.save(
            hostile.pkl   | features | is a pickle, which could execute anything
            """)
    void rejectsOtherContents(String file, String array, String message) throws IOException {
        assertRejected(resource(file), array).hasMessageContaining(message);
        assertThat(Path.of("executed")).doesNotExist();
    }

    @Test
    void separateFilesHaveOneArrayEach() throws IOException {
        Path tensor = resource("single.pth");
        NamedArrays arrays = NamedArrays.of(tensor, "features").with("weights", tensor);
        assertThat(arrays.names()).containsExactly("features", "weights");
        assertThat(arrays.read("weights", NpyReader::readDoubles)).isEqualTo(X);
        assertThat(arrays.describe("features")).isEqualTo(tensor.toString());
        Path several = resource("state-dict.pt");
        assertThatThrownBy(() -> arrays.with("bias", several))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("state-dict.pt has 2 arrays; expected the one for 'bias'");
    }

    /** Changes an entry of single.pth, which has a 4×3 tensor of 48 bytes. */
    private Path changed(String entry, byte[] content) throws IOException {
        Path file = resource("single.pth");
        try (FileSystem zip = FileSystems.newFileSystem(file)) {
            Path path = zip.getPath("single", entry);
            if (content == null) {
                Files.delete(path);
            } else {
                Files.write(path, content);
            }
        }
        return file;
    }

    private Path withPickle(String before, String after) throws IOException {
        String pickle;
        try (FileSystem zip = FileSystems.newFileSystem(resource("single.pth"));
                InputStream in = Files.newInputStream(zip.getPath("single", "data.pkl"))) {
            pickle = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        assertThat(pickle).contains(before);
        return changed("data.pkl", pickle.replace(before, after).getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * As PyTorch 2.3 and newer write tensors of its newer element types (torch/_tensor.py, _reduce_ex_internal): the
     * storage has no element type, which follows as the seventh argument.
     */
    private Path withUntypedStorage(String dtype, byte[] content, String size, String stride) throws IOException {
        String pickle =
                "\u0080\u0002ctorch._utils\n_rebuild_tensor_v3\n((X\u0007\0\0\0storagectorch.storage\nUntypedStorage\n"
                        + "X\u0001\0\0\0" + "0X\u0003\0\0\0cpuK" + (char) content.length + "tQK\0(" + size + "t("
                        + stride
                        + "t\u0089ccollections\nOrderedDict\n)Rctorch\n" + dtype + "\ntR.";
        Path file = changed("data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1));
        try (FileSystem zip = FileSystems.newFileSystem(file)) {
            Files.write(zip.getPath("single/data/0"), content);
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource({"uint16, 2", "uint32, 4", "uint64, 8"})
    void readsUnsignedNumbersOfNewerVersions(String dtype, int bytes) throws IOException {
        byte[] content = new byte[4 * bytes];
        for (int i = 0; i < 4; i++) {
            content[i * bytes] = (byte) (250 + i); // little-endian: 250, 251, 252, 253
        }
        content[bytes + 1] = (byte) 0xff; // 0xfffb, which a signed number of 16 bits cannot be
        Path file = withUntypedStorage(dtype, content, "K\u0003", "K\u0001");
        assertThat(NamedArrays.of(file, "single").read("single", NpyReader::readInts))
                .containsExactly(250, 0xfffb, 252);
    }

    @Test
    void rejectsTypesOfNewerVersionsThatAreNoNumbers() throws IOException {
        assertRejected(withUntypedStorage("float8_e5m2", new byte[4], "K\u0004", "K\u0001"), "single")
                .hasMessageContaining("is float8_e5m2 in PyTorch, which is not read: save tensor.float()");
        assertRejected(withUntypedStorage("uint64", new byte[12], "K\u0002", "K\u0001"), "single")
                .hasMessageContaining("outside of its storage of 12 bytes");
        byte[] large = new byte[8];
        large[7] = (byte) 0x80;
        Path file = withUntypedStorage("uint64", large, "K\u0001", "K\u0001");
        assertThatThrownBy(() -> NamedArrays.of(file, "single").read("single", NpyReader::readInts))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("too large for 32 bits");
    }

    /** torch.save({"s": torch.Size([2, 3]), "d": torch.float32, "n": 5}), disassembled from PyTorch 1.13. */
    @Test
    void readsShapesAndPassesOverElementTypes() throws IOException {
        String pickle =
                "\u0080\u0002}(X\u0001\0\0\0sctorch\nSize\nK\u0002K\u0003\u0086\u0085RX\u0001\0\0\0dctorch\nfloat32\n"
                        + "X\u0001\0\0\0nK\u0005u.";
        Path file = changed("data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1));
        NamedArrays arrays = NamedArrays.of(file, "single");
        assertThat(arrays.names()).containsExactly("s", "n");
        assertThat(doubles(file, "s")).containsExactly(2, 3);
    }

    @Test
    void readsBigEndianAndCompressedStorages() throws IOException {
        // Rewritten by Java, the archive is compressed.
        Path file = changed("byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        assertThat(doubles(file, "single")).isEqualTo(X);
        byte[] ones = new byte[48];
        for (int i = 0; i < ones.length; i += 4) {
            ones[i] = 0x3f;
            ones[i + 1] = (byte) 0x80;
        }
        try (FileSystem zip = FileSystems.newFileSystem(changed("data/0", ones))) {
            Files.write(zip.getPath("single/byteorder"), "big".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(doubles(file, "single")).containsOnly(1).hasSize(12);
    }

    @Test
    void rejectsDamagedArchives() throws IOException {
        assertRejected(changed("data/0", null), "single")
                .hasMessageContaining("refers to data/0, which is not in the archive");
        assertRejected(changed("data/0", new byte[44]), "single")
                .hasMessageContaining("shape [4, 3] and strides [3, 1], which are outside of its storage of 44 bytes");
        // Size (4, 3), stride (3, 1): a stride that leads out of the storage, a negative offset, another type.
        assertRejected(withPickle("K\3K\1\u0086", "K\4K\1\u0086"), "single").hasMessageContaining("strides [4, 1]");
        assertRejected(withPickle("K\3K\1\u0086", "K\3J\u00ff\u00ff\u00ff\u00ff\u0086"), "single")
                .hasMessageContaining("strides [3, -1]");
        assertRejected(withPickle("K\4K\3\u0086", "\u008a\10\0\0\0\0\0\0\0@K\3\u0086"), "single")
                .hasMessageContaining("outside of its storage of 48 bytes");
        assertRejected(withPickle("FloatStorage", "DoubleStorage"), "single").hasMessageContaining("of 48 bytes");
        assertRejected(withPickle("FloatStorage", "QUInt8Storage"), "single")
                .hasMessageContaining("is QUInt8 in PyTorch, which is not read");
    }

    /** A dictionary that contains itself has no end. */
    @Test
    void boundsTheDepth() throws IOException {
        byte[] itself = "\u0080\2}q\0X\1\0\0\0ah\0s.".getBytes(StandardCharsets.ISO_8859_1);
        assertRejected(changed("data.pkl", itself), "a").hasMessageContaining("nested more than 8 deep");
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void readsOrRejectsCorruptedFiles(long seed) throws IOException {
        byte[] whole = Files.readAllBytes(resource("single.pth"));
        SplittableRandom random = new SplittableRandom(seed);
        int[] read = {0};
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 500; i++) {
                byte[] damaged = FileCorruption.corrupt(whole, random);
                Path file = Files.write(folder.resolve("damaged.pt"), damaged);
                read[0] += FileCorruption.isReadOrRejected(() -> doubles(file, "single"), damaged) ? 1 : 0;
            }
        });
        assertThat(read[0]).isBetween(1, 400);
    }
}
