package org.ncollapse.io.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.io.BadInputException;

class NpzTest {

    @TempDir
    private Path folder;

    /** A file that numpy 1.24.2 wrote. */
    private Path resource(String name) throws IOException {
        Path copy = folder.resolve(name);
        try (InputStream in = NpzTest.class.getResourceAsStream(name)) {
            Files.copy(in, copy);
        }
        return copy;
    }

    private static double[] doubles(NpzReader file, String name) throws IOException {
        try (NpyReader reader = file.openArray(name)) {
            return reader.readDoubles();
        }
    }

    private Path write(String name) throws IOException {
        Path path = folder.resolve(name);
        try (NpzWriter npz = new NpzWriter(path)) {
            NpyWriter features = npz.beginArray("features", NpyType.FLOAT32, 3, 2);
            features.write(new float[] {1, 2, 3, 4}, 0, 4);
            features.write(new float[] {5, 6}, 0, 2);
            npz.write("labels", new int[] {2, 0, 1}, 3);
            npz.write("bias", new double[] {1.0 / 3}, 1);
            npz.write("ids", new long[] {1L << 40}, 1);
            npz.write("single", new float[] {0.5f}, 1, 1);
            npz.commit();
        }
        return path;
    }

    @Test
    void readsFileOfNumpy() throws IOException {
        // np.savez(features=float32 [[0.5,-1.25,3],[1e-3,2**20,-0]], weights=[[1/3,1e300]], labels=int64 [7,0],
        //          small=int32 [-5,2**31-1,-2**31], scalar=2.5)
        try (NpzReader file = NpzReader.open(resource("numpy.npz"))) {
            assertThat(file.names()).containsExactly("features", "weights", "labels", "small", "scalar");
            try (NpyReader features = file.openArray("features")) {
                assertThat(features.header()).isEqualTo(new NpyHeader(NpyType.FLOAT32, List.of(2L, 3L)));
                assertThat(features.readDoubles()).containsExactly(0.5, -1.25, 3, 1e-3f, 1 << 20, -0.0);
            }
            assertThat(doubles(file, "weights")).containsExactly(1.0 / 3, 1e300);
            try (NpyReader labels = file.openArray("labels");
                    NpyReader small = file.openArray("small")) {
                assertThat(labels.readInts()).containsExactly(7, 0);
                assertThat(small.readInts()).containsExactly(-5, Integer.MAX_VALUE, Integer.MIN_VALUE);
            }
            assertThat(doubles(file, "scalar")).containsExactly(2.5);
        }
    }

    @Test
    void readsCompressedFileOfNumpy() throws IOException {
        // np.savez_compressed(zeros=float32 zeros (50,40), halves=np.full(3, 0.5))
        try (NpzReader file = NpzReader.open(resource("numpy-compressed.npz"))) {
            assertThat(doubles(file, "zeros")).hasSize(2000).containsOnly(0);
            assertThat(doubles(file, "halves")).containsExactly(0.5, 0.5, 0.5);
        }
    }

    @Test
    void readsItsOwnFile() throws IOException {
        try (NpzReader file = NpzReader.open(write("ours.npz"))) {
            assertThat(file.names()).containsExactly("features", "labels", "bias", "ids", "single");
            assertThat(doubles(file, "features")).containsExactly(1, 2, 3, 4, 5, 6);
            try (NpyReader labels = file.openArray("labels");
                    NpyReader bias = file.openArray("bias")) {
                assertThat(labels.readInts()).containsExactly(2, 0, 1);
                assertThatThrownBy(bias::readInts)
                        .isInstanceOf(BadInputException.class)
                        .hasMessageContaining("expected whole numbers");
            }
            assertThat(doubles(file, "bias")).containsExactly(1.0 / 3);
            try (NpyReader ids = file.openArray("ids")) {
                assertThatThrownBy(ids::readInts)
                        .isInstanceOf(BadInputException.class)
                        .hasMessageContaining("1099511627776");
            }
            assertThatThrownBy(() -> file.openArray("other"))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("'other'")
                    .hasMessageContaining("features, labels");
        }
    }

    @Test
    void equalContentsGiveEqualBytesInEveryTimeZone() throws IOException {
        TimeZone zone = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            Path tokyo = write("tokyo.npz");
            TimeZone.setDefault(TimeZone.getTimeZone("America/Lima"));
            assertThat(write("lima.npz")).hasSameBinaryContentAs(tokyo);
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void fileExistsOnlyAfterCommitAndPartFileIsDeleted() throws IOException {
        Path path = folder.resolve("half.npz");
        try (NpzWriter npz = new NpzWriter(path)) {
            npz.beginArray("features", NpyType.FLOAT32, 2, 2).write(new float[] {1}, 0, 1);
            assertThatThrownBy(npz::commit)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("3 elements");
            assertThatThrownBy(() -> npz.write("labels", new int[1], 1)).isInstanceOf(IllegalStateException.class);
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
        write("whole.npz");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly("whole.npz");
        }
    }

    @Test
    void rejectsSizeThatTheArchiveCannotContain() throws IOException {
        Path path = resource("numpy-compressed.npz");
        byte[] bytes = Files.readAllBytes(path);
        // The first entry of the central directory: its uncompressed size is 24 bytes after the signature.
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int directory = 0;
        while (buffer.getInt(directory) != 0x02014b50) {
            directory++;
        }
        buffer.putInt(directory + 24, Integer.MAX_VALUE);
        Files.write(path, bytes);
        try (NpzReader file = NpzReader.open(path)) {
            assertThatThrownBy(() -> file.openArray("zeros"))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("2147483647");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"numpy.npz", "numpy-compressed.npz"})
    void detectsChangedByteByItsChecksum(String name) throws IOException {
        Path path = resource(name);
        byte[] bytes = Files.readAllBytes(path);
        // The checksum, 16 bytes after the signature of the first entry of the central directory.
        int directory = 0;
        while (ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(directory) != 0x02014b50) {
            directory++;
        }
        bytes[directory + 16] ^= 1;
        Files.write(path, bytes);
        try (NpzReader file = NpzReader.open(path)) {
            String first = file.names().get(0);
            assertThatThrownBy(() -> doubles(file, first))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("checksum");
        }
    }

    @Test
    void rejectsFileThatIsNoArchive() throws IOException {
        Path path = Files.write(folder.resolve("no.npz"), new byte[100]);
        assertThatThrownBy(() -> NpzReader.open(path).close())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no.npz");
    }
}
