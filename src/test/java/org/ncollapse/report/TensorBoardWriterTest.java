package org.ncollapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.report.TensorBoardWriter.Scalar;

/** Event files, read by the rules of the format. The CI also reads a run's event file with TensorBoard. */
class TensorBoardWriterTest {

    /**
     * The beginning of event files of TensorFlow: the length of the first record, 24 bytes, and its masked checksum.
     */
    private static final String BEGINNING = "1800000000000000a37f4b22";

    @TempDir
    private Path folder;

    /** CRC-32C of RFC 3720, bit by bit, with the mask of TFRecord. */
    private static int maskedChecksum(byte[] bytes) {
        int crc = -1;
        for (byte value : bytes) {
            crc ^= value & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 1 ? crc >>> 1 ^ 0x82f63b78 : crc >>> 1;
            }
        }
        crc = ~crc;
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }

    private byte[] written() throws IOException {
        try (TensorBoardWriter file = new TensorBoardWriter(folder, 7)) {
            file.addScalars(
                    8,
                    List.of(
                            new Scalar("nc1/penultimate/train", 0.125),
                            new Scalar("undefined", Double.NaN),
                            new Scalar("error", 0)));
        }
        String[] names = folder.toFile().list();
        assertThat(names).hasSize(1);
        assertThat(names[0]).contains("tfevents");
        return Files.readAllBytes(folder.resolve(names[0]));
    }

    private static List<UnknownFieldSet> events(byte[] bytes) throws IOException {
        List<UnknownFieldSet> events = new ArrayList<>();
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (file.hasRemaining()) {
            byte[] length = new byte[Long.BYTES];
            file.get(length);
            assertThat(file.getInt()).isEqualTo(maskedChecksum(length));
            byte[] data = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            file.get(data);
            assertThat(file.getInt()).isEqualTo(maskedChecksum(data));
            events.add(UnknownFieldSet.parseFrom(data));
        }
        return events;
    }

    @Test
    void recordsHaveTheFormatsHeaderAndChecksums() throws IOException {
        byte[] bytes = written();
        assertThat(HexFormat.of().formatHex(bytes, 0, 12)).isEqualTo(BEGINNING);
        List<UnknownFieldSet> events = events(bytes);
        assertThat(events).hasSize(3);
        assertThat(events.get(0).getField(3).getLengthDelimitedList())
                .containsExactly(ByteString.copyFromUtf8("brain.Event:2"));
        assertThat(events.get(1).getField(2).getVarintList()).containsExactly(7L);
        assertThat(events.get(1).getField(7).getLengthDelimitedList())
                .containsExactly(ByteString.copyFrom(new byte[] {8, 1}));
    }

    @Test
    void finiteValuesAreWrittenWithTheirTags() throws IOException {
        UnknownFieldSet event = events(written()).get(2);
        assertThat(event.getField(2).getVarintList()).containsExactly(8L);
        double time = Double.longBitsToDouble(event.getField(1).getFixed64List().get(0));
        assertThat(time).isBetween(1.7e9, 1e11);
        UnknownFieldSet summary = UnknownFieldSet.parseFrom(
                event.getField(5).getLengthDelimitedList().get(0));
        List<String> values = new ArrayList<>();
        for (ByteString value : summary.getField(1).getLengthDelimitedList()) {
            UnknownFieldSet fields = UnknownFieldSet.parseFrom(value);
            values.add(fields.getField(1).getLengthDelimitedList().get(0).toStringUtf8() + "="
                    + Float.intBitsToFloat(fields.getField(2).getFixed32List().get(0)));
        }
        assertThat(values).containsExactly("nc1/penultimate/train=0.125", "error=0.0");
    }
}
