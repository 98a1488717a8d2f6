package org.ncollapse.io.array;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes float32 tensors as a {@code .safetensors} file, whose format {@link SafetensorsFile} describes. Equal tensors
 * give equal bytes.
 */
public final class SafetensorsWriter {

    /** The length of the header is a multiple of this, so that elements are aligned. */
    private static final int ALIGNMENT = 8;

    private static final int CHUNK = 1 << 14;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private SafetensorsWriter() {}

    /** The elements of a tensor, row-major. */
    public interface Elements {
        /** Copies {@code count} elements, from index {@code from} on, to the start of {@code into}. */
        void read(int from, float[] into, int count);
    }

    /** A tensor to write. */
    public record Tensor(String name, List<Integer> shape, Elements elements) {

        public Tensor {
            shape = List.copyOf(shape);
        }

        /** The number of elements. */
        int size() {
            return shape.stream().reduce(1, Math::multiplyExact);
        }
    }

    /** Writes a file of these tensors, in this order. Their names differ. */
    public static void write(Path file, List<Tensor> tensors) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] header = header(tensors);
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (Tensor tensor : tensors) {
                write(out, tensor);
            }
        }
    }

    private static byte[] header(List<Tensor> tensors) throws IOException {
        ObjectNode header = MAPPER.createObjectNode();
        header.putObject("__metadata__").put("format", "pt"); // As programs for PyTorch expect it.
        long begin = 0;
        for (Tensor tensor : tensors) {
            long end = begin + (long) tensor.size() * Float.BYTES;
            ObjectNode entry = header.putObject(tensor.name());
            entry.put("dtype", "F32");
            tensor.shape().forEach(entry.putArray("shape")::add);
            entry.putArray("data_offsets").add(begin).add(end);
            begin = end;
        }
        String json = MAPPER.writeValueAsString(header);
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        return (json + " ".repeat(Math.floorMod(-length, ALIGNMENT))).getBytes(StandardCharsets.UTF_8);
    }

    private static void write(OutputStream out, Tensor tensor) throws IOException {
        float[] chunk = new float[CHUNK];
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int size = tensor.size();
        for (int from = 0; from < size; from += CHUNK) {
            int count = Math.min(CHUNK, size - from);
            tensor.elements().read(from, chunk, count);
            bytes.asFloatBuffer().put(chunk, 0, count);
            out.write(bytes.array(), 0, count * Float.BYTES);
        }
    }
}
