package org.ncollapse.io.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.BadInputException;

class NpyTest {

    @TempDir
    private Path folder;

    /** Writes a .npy file from the text of its header and its data. */
    private Path file(String dictionary, byte... data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) dictionary.length(), 0});
        bytes.write(dictionary.getBytes(StandardCharsets.US_ASCII));
        bytes.write(data);
        return Files.write(folder.resolve("array.npy"), bytes.toByteArray());
    }

    private void assertRejected(Path file, String... words) {
        assertThatThrownBy(() -> NpyReader.open(file).close())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("array.npy")
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("\n");
    }

    @Test
    void headerHasTheDocumentedLayout() {
        byte[] header = NpyHeader.of(NpyType.FLOAT32, 60_000, 512).encode();
        assertThat(header).startsWith(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0).endsWith('\n');
        assertThat(header.length % 64).isZero();
        assertThat(header[8] & 0xff | (header[9] & 0xff) << 8).isEqualTo(header.length - 10);
        assertThat(new String(header, 10, header.length - 10, StandardCharsets.US_ASCII).stripTrailing())
                .isEqualTo("{'descr': '<f4', 'fortran_order': False, 'shape': (60000, 512), }");
        assertThat(new String(NpyHeader.of(NpyType.INT64, 7).encode(), StandardCharsets.ISO_8859_1))
                .contains("'<i8'", "'shape': (7,), }");
        assertThat(new String(NpyHeader.of(NpyType.FLOAT64).encode(), StandardCharsets.ISO_8859_1))
                .contains("'shape': (), }");
    }

    @Test
    void elementsAreLittleEndianAndInOrder() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NpyWriter writer = new NpyWriter(out, NpyHeader.of(NpyType.INT32, 2, 1));
        writer.write(new int[] {9, 0x01020304, -2}, 1, 2);
        assertThat(writer.remaining()).isZero();
        assertThat(out.toByteArray()).endsWith(4, 3, 2, 1, 0xfe, 0xff, 0xff, 0xff);
    }

    @Test
    void everyTypeIsReadAsWritten() throws IOException {
        Path path = folder.resolve("array.npy");
        Random random = new Random(1);
        int size = 70_000;
        double[] doubles = random.doubles(size, -1e300, 1e300).toArray();
        float[] floats = new float[size];
        for (int i = 0; i < size; i++) {
            floats[i] = random.nextFloat() * 1e-30f;
        }
        doubles[0] = Double.NaN;
        floats[1] = Float.NEGATIVE_INFINITY;
        int[] ints = random.ints(size).toArray();
        long[] longs = random.longs(size, Integer.MIN_VALUE, Integer.MAX_VALUE).toArray();
        try (OutputStream out = Files.newOutputStream(path)) {
            new NpyWriter(out, NpyHeader.of(NpyType.FLOAT64, size)).write(doubles, 0, size);
        }
        assertThat(readDoubles(path)).isEqualTo(doubles);
        try (OutputStream out = Files.newOutputStream(path)) {
            NpyWriter writer = new NpyWriter(out, NpyHeader.of(NpyType.FLOAT32, size / 2, 2));
            writer.write(floats, 0, 33_333);
            writer.write(floats, 33_333, size - 33_333);
        }
        double[] read = readDoubles(path);
        for (int i = 0; i < size; i++) {
            assertThat((float) read[i]).isEqualTo(floats[i]);
        }
        try (OutputStream out = Files.newOutputStream(path)) {
            new NpyWriter(out, NpyHeader.of(NpyType.INT32, size)).write(ints, 0, size);
        }
        assertThat(readInts(path)).isEqualTo(ints);
        try (OutputStream out = Files.newOutputStream(path)) {
            new NpyWriter(out, NpyHeader.of(NpyType.INT64, size)).write(longs, 0, size);
        }
        assertThat(readInts(path))
                .isEqualTo(Arrays.stream(longs).mapToInt(Math::toIntExact).toArray());
    }

    private static double[] readDoubles(Path path) throws IOException {
        try (NpyReader reader = NpyReader.open(path)) {
            return reader.readDoubles();
        }
    }

    private static int[] readInts(Path path) throws IOException {
        try (NpyReader reader = NpyReader.open(path)) {
            return reader.readInts();
        }
    }

    @Test
    void arrayCanBeReadInChunks() throws IOException {
        Path path = folder.resolve("array.npy");
        try (OutputStream out = Files.newOutputStream(path)) {
            new NpyWriter(out, NpyHeader.of(NpyType.FLOAT64, 5)).write(new double[] {0, 1, 2, 3, 4}, 0, 5);
        }
        try (NpyReader reader = NpyReader.open(path)) {
            double[] piece = new double[4];
            assertThat(reader.read(piece, 1, 3)).isEqualTo(3);
            assertThat(piece).containsExactly(0, 0, 1, 2);
            assertThat(reader.read(piece, 0, 4)).isEqualTo(2);
            assertThat(piece).containsExactly(3, 4, 1, 2);
            assertThat(reader.read(piece, 0, 4)).isZero();
        }
    }

    @Test
    void writerRejectsTooManyElementsAndOtherTypes() throws IOException {
        NpyWriter writer = new NpyWriter(OutputStream.nullOutputStream(), NpyHeader.of(NpyType.FLOAT32, 2));
        assertThatThrownBy(() -> writer.write(new float[3], 0, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.write(new double[1], 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NpyHeader.of(NpyType.FLOAT32, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rejectsShapeThatDoesNotMatchTheFileSize() throws IOException {
        assertRejected(
                file("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000,), }\n", new byte[16]),
                "16 bytes",
                "8000000000");
        assertRejected(
                file("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }\n", new byte[13]), "13 bytes", "12");
        assertRejected(
                file("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }\n"),
                "invalid shape");
        assertRejected(
                file("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }\n"),
                "invalid shape");
    }

    @Test
    void rejectsUnsupportedArraysWithARemedy() throws IOException {
        assertRejected(
                file("{'descr': '|f4', 'fortran_order': False, 'shape': (1,), }\n", new byte[4]), "|f4", "astype");
        Path cube = file("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2, 2), }\n", new byte[32]);
        assertThatThrownBy(() -> readDoubles(cube))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("Fortran order")
                .hasMessageContaining("ascontiguousarray");
    }

    @Test
    void rejectsDamagedHeaders() throws IOException {
        Path path = folder.resolve("array.npy");
        assertRejected(Files.write(path, new byte[0]), "NUMPY");
        assertRejected(Files.write(path, "PK notarray".getBytes(StandardCharsets.US_ASCII)), "NUMPY");
        byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, 127};
        assertRejected(Files.write(path, magic), "length", "2147483647");
        magic[6] = 9;
        assertRejected(Files.write(path, magic), "version 9");
        byte[] cut = Arrays.copyOf(NpyHeader.of(NpyType.INT32, 0).encode(), 40);
        assertRejected(Files.write(path, cut), "ends in its header");
    }

    @Test
    void readsHalfPrecisionAndSmallIntegers() throws IOException {
        // numpy.array([1, -2, 2**-24, 65504, 1/3, inf, nan, -0.], 'f2')
        byte[] halves = {0, 0x3c, 0, (byte) 0xc0, 1, 0, (byte) 0xff, 0x7b, 0x55, 0x35, 0, 0x7c, 0, 0x7e, 0, (byte) 0x80
        };
        assertThat(readDoubles(file("{'descr': '<f2', 'fortran_order': False, 'shape': (8,), }\n", halves)))
                .containsExactly(
                        1, -2, Math.scalb(1.0, -24), 65504, 0.333251953125, Double.POSITIVE_INFINITY, Double.NaN, -0.0);
        assertThat(readInts(file("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n", (byte) 200, (byte) 3)))
                .containsExactly(200, 3);
        assertThat(readInts(file("{'descr': '|i1', 'fortran_order': False, 'shape': (2,), }\n", (byte) 200, (byte) 3)))
                .containsExactly(-56, 3);
        assertThat(readInts(
                        file("{'descr': '<i2', 'fortran_order': False, 'shape': (1,), }\n", (byte) 0xfe, (byte) 0xff)))
                .containsExactly(-2);
    }

    @Test
    void readsLaterVersionsOfTheFormat() throws IOException {
        byte[] text = "{'descr': '<i4', 'fortran_order': False, 'shape': (1,), }\n".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(12 + text.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 2)
                .put((byte) 0);
        bytes.putInt(text.length).put(text).putInt(77);
        Path path = Files.write(folder.resolve("array.npy"), bytes.array());
        assertThat(readInts(path)).containsExactly(77);
    }
}
