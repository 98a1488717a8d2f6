package org.ncollapse.report;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Writes an event file of TensorBoard, {@code events.out.tfevents.*}: TFRecords (length, its masked CRC-32C, data, its
 * masked CRC-32C) of {@code Event} messages with the field numbers of TensorFlow's {@code event.proto} and
 * {@code summary.proto}. Each process writes its own file, which begins with the first step of that process.
 * TensorBoard drops later steps of earlier files.
 */
public final class TensorBoardWriter implements Closeable {

    private static final String VERSION = "brain.Event:2";
    private static final int MASK = 0xa282ead8;
    private static final int EVENT_WALL_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    private static final int EVENT_SESSION = 7;
    private static final int SESSION_STATUS = 1;
    private static final int SESSION_START = 1;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE = 2;

    private final OutputStream out;

    /** A number with its tag in TensorBoard; tags are grouped by the part before the first slash. */
    public record Scalar(String tag, double value) {}

    /**
     * Creates a file.
     *
     * @param folder is created if it does not exist
     * @param from the first step that this process writes
     */
    public TensorBoardWriter(Path folder, int from) {
        try {
            Files.createDirectories(folder);
            out = Files.newOutputStream(folder.resolve("events.out.tfevents.%d.ncollapse.%d"
                    .formatted(
                            System.currentTimeMillis(), ProcessHandle.current().pid())));
            record(event -> event.writeString(EVENT_VERSION, VERSION));
            record(event -> {
                event.writeInt64(EVENT_STEP, from);
                message(event, EVENT_SESSION, session -> session.writeEnum(SESSION_STATUS, SESSION_START));
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + folder, e);
        }
    }

    /** Writes the numbers of one step that are finite, and flushes them to readers. */
    public void addScalars(int step, List<Scalar> scalars) {
        try {
            record(event -> {
                event.writeInt64(EVENT_STEP, step);
                message(event, EVENT_SUMMARY, summary -> {
                    for (Scalar scalar : scalars) {
                        if (Double.isFinite(scalar.value)) {
                            message(summary, SUMMARY_VALUE, value -> {
                                value.writeString(VALUE_TAG, scalar.tag);
                                value.writeFloat(VALUE_SIMPLE, (float) scalar.value);
                            });
                        }
                    }
                });
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Fields {
        void writeTo(CodedOutputStream message) throws IOException;
    }

    private static byte[] bytes(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream message = CodedOutputStream.newInstance(bytes);
        fields.writeTo(message);
        message.flush();
        return bytes.toByteArray();
    }

    private static void message(CodedOutputStream within, int field, Fields fields) throws IOException {
        within.writeByteArray(field, bytes(fields));
    }

    private void record(Fields fields) throws IOException {
        byte[] data = bytes(event -> {
            event.writeDouble(EVENT_WALL_TIME, System.currentTimeMillis() / 1000.0);
            fields.writeTo(event);
        });
        byte[] length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length)
                .array();
        ByteBuffer record = ByteBuffer.allocate(length.length + data.length + 2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        record.put(length).putInt(masked(length)).put(data).putInt(masked(data));
        out.write(record.array());
    }

    private static int masked(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
