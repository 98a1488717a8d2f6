package org.ncollapse.experiment.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.capture.CaptureKey;
import org.ncollapse.capture.MeasurementInput;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.faults.FileCorruption;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.Split;

/**
 * Saved features of random types, shapes, orders, labels and sizes, whole or cut off, are measured or rejected in one
 * line.
 */
class MeasurementFuzzTest {

    private static final int CASES = 1_500;
    private static final CaptureKey TRAIN = new CaptureKey(0, "penultimate", Split.TRAIN);
    private static final List<String> TYPES = List.of(
            "<f4", "<f8", ">f4", ">f8", "<f2", "<f16", "<i4", "<i8", ">i2", "|i1", "|u1", "<u2", "<u4", "<u8", "|b1",
            "|O", "|V2", "<U3", "<c8", "<M8[s]", "=f4", "f4", "");
    private static final int PLAIN_TYPES = 4;
    private static final int ROWS = 6;
    private static final int WIDTH = 2;

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(7);
    private int measured;

    @Test
    void everyFileIsMeasuredOrRejected() {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < CASES; i++) {
                byte[] bytes = file();
                Path file = Files.write(folder.resolve("features.npz"), bytes);
                measured += FileCorruption.isReadOrRejected(() -> measure(file), bytes) ? 1 : 0;
            }
        });
        assertThat(measured).as("both outcomes occur").isBetween(CASES / 10, CASES * 9 / 10);
    }

    /** Measures a file, of which every class must have samples, so that no metric lacks the mean of one. */
    private static int measure(Path file) {
        MeasurementInput input = MeasurementInput.of(List.of(SavedSplit.of(SavedSplit.arrays(file), TRAIN, null)));
        BitSet present = new BitSet();
        input.splits().get(0).features().forEachBatch((values, labels, rows) -> {
            for (int i = 0; i < rows; i++) {
                present.set(labels[i]);
            }
        });
        assertThat(present.cardinality()).isEqualTo(input.classes()).isEqualTo(present.length());
        return new SavedFeatureMeasurer(input, Loss.CROSS_ENTROPY, true, bytes -> {}, (key, layer) -> {})
                .measure()
                .size();
    }

    private byte[] file() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            add(zip, "features", features());
            add(zip, "labels", labels());
            if (random.nextInt(3) == 0) {
                int rows = random.nextInt(1, 6);
                add(zip, "weights", array(type("<f8"), shape(rows, WIDTH), random.nextBoolean(), rows * WIDTH, 9));
                if (random.nextBoolean()) {
                    add(zip, "bias", array(type("<f8"), shape(rows), false, rows, 9));
                }
            }
        }
        byte[] bytes = out.toByteArray();
        return random.nextInt(10) == 0 ? FileCorruption.corrupt(bytes, random) : bytes;
    }

    private static void add(ZipOutputStream zip, String name, byte[] array) throws IOException {
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        zip.write(array);
        zip.closeEntry();
    }

    private byte[] features() {
        return array(
                type(TYPES.get(random.nextInt(PLAIN_TYPES))),
                shape(ROWS, WIDTH),
                random.nextBoolean(),
                ROWS * WIDTH,
                100);
    }

    private byte[] labels() {
        return switch (random.nextInt(4)) {
            case 0 -> array(type("<i8"), "(" + ROWS + ", 1)", random.nextBoolean(), ROWS, 4);
            case 1 -> array(type("|b1"), "(" + ROWS + ", 2)", random.nextBoolean(), ROWS * 2, 2);
            default -> array(type("<i4"), shape(ROWS), false, ROWS, 4);
        };
    }

    /** Returns mostly the type that fits. */
    private String type(String usual) {
        return random.nextInt(3) > 0 ? usual : TYPES.get(random.nextInt(TYPES.size()));
    }

    /** Returns mostly the shape that fits. */
    private String shape(int... extents) {
        if (random.nextInt(8) == 0) {
            extents[random.nextInt(extents.length)] = random.nextInt(-1, 9);
        }
        StringBuilder shape = new StringBuilder("(");
        for (int extent : extents) {
            shape.append(extent).append(", ");
        }
        return shape + (random.nextInt(20) == 0 ? "2, 1)" : ")");
    }

    /** Returns an array in numpy's format whose elements are small whole numbers, or random bytes. */
    private byte[] array(String type, String shape, boolean columnMajor, int count, int bound) {
        int size = Math.max(1, type.isEmpty() ? 1 : Character.digit(type.charAt(type.length() - 1), 36) % 10);
        int elementBytes = type.endsWith("16") ? 16 : size;
        byte[] values = new byte[count * elementBytes];
        for (int i = 0; i < count; i++) {
            element(
                    type,
                    elementBytes,
                    random.nextInt(12) == 0 ? random.nextInt(-2, 3) : random.nextInt(bound),
                    values,
                    i);
        }
        if (random.nextInt(12) == 0) {
            random.nextBytes(values);
        }
        String header = "{'descr': '" + type + "', 'fortran_order': " + (columnMajor ? "True" : "False") + ", 'shape': "
                + shape + ", }\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        out.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
        out.write(values, 0, random.nextInt(20) == 0 ? random.nextInt(values.length + 1) : values.length);
        return out.toByteArray();
    }

    /** Writes an element as little-endian or big-endian bytes. */
    private static void element(String type, int bytes, int value, byte[] into, int index) {
        long bits = type.endsWith("f8")
                ? Double.doubleToLongBits(value)
                : type.endsWith("f4") ? Float.floatToIntBits(value) : value;
        for (int b = 0; b < Math.min(bytes, Long.BYTES); b++) {
            int at = type.startsWith(">") ? bytes - 1 - b : b;
            into[index * bytes + at] = (byte) (bits >>> Byte.SIZE * b);
        }
    }
}
