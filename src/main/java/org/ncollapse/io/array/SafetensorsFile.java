package org.ncollapse.io.array;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.ArrayFile;
import org.ncollapse.io.npy.NpyHeader;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.npy.NpyType;

/**
 * A {@code .safetensors} file.
 *
 * <p>Format: the header's length (8 bytes, little-endian), the header in JSON, then the elements of all tensors,
 * row-major and little-endian. The header has an element type, a shape and the two offsets of its elements for each
 * tensor, and a dictionary {@code __metadata__} of texts. The tensors' elements follow each other without gaps.
 */
final class SafetensorsFile implements ArrayFile {

    /** A header of 100,000 tensors has about 10 MB. */
    private static final int MAX_HEADER = 1 << 24;

    private static final String METADATA = "__metadata__";
    private static final String DAMAGED = "; the file is damaged or incomplete: copy or save it again";
    private static final Map<String, NpyType> TYPES = Map.ofEntries(
            Map.entry("F64", NpyType.FLOAT64),
            Map.entry("F32", NpyType.FLOAT32),
            Map.entry("F16", NpyType.FLOAT16),
            Map.entry("BF16", NpyType.BFLOAT16),
            Map.entry("I64", NpyType.INT64),
            Map.entry("I32", NpyType.INT32),
            Map.entry("I16", NpyType.INT16),
            Map.entry("I8", NpyType.INT8),
            Map.entry("U64", NpyType.UINT64),
            Map.entry("U32", NpyType.UINT32),
            Map.entry("U16", NpyType.UINT16),
            Map.entry("U8", NpyType.UINT8),
            Map.entry("BOOL", NpyType.BOOL));
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private long dataStart;

    private SafetensorsFile(Path file) {
        this.file = file;
    }

    /**
     * A tensor of the header.
     *
     * @param begin the offset of its elements after the header
     * @param end the offset of the first byte that is not one of theirs
     */
    private record Tensor(String name, String dtype, List<Long> shape, long begin, long end) {}

    /** @throws BadInputException if the header does not describe the file */
    static SafetensorsFile open(Path path) throws IOException {
        SafetensorsFile opened = new SafetensorsFile(path);
        long bytes = Files.size(path);
        try (DataInputStream in = new DataInputStream(Files.newInputStream(path))) {
            long length = bytes < Long.BYTES ? -1 : Long.reverseBytes(in.readLong());
            if (length < 2 || length > bytes - Long.BYTES) {
                throw opened.invalid("the header's length " + length + " does not fit its " + bytes + " bytes");
            }
            if (length > MAX_HEADER) {
                throw new BadInputException(path + " has a header of " + length + " bytes; the limit is " + MAX_HEADER
                        + ": save features and labels alone, " + opened.savingLine());
            }
            opened.dataStart = Long.BYTES + length;
            opened.readTensors(in.readNBytes((int) length));
        }
        opened.requireWithoutGaps(bytes - opened.dataStart);
        return opened;
    }

    /** Returns whether a file of the given start and size may be of this format: a length, then JSON. */
    static boolean isLikely(byte[] start, long bytes) {
        if (start.length <= Long.BYTES || start[Long.BYTES] != '{') {
            return false;
        }
        long length = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            length = length << Byte.SIZE | start[i] & 0xff;
        }
        return length >= 2 && length <= bytes;
    }

    private void readTensors(byte[] header) throws IOException {
        JsonNode root;
        try {
            root = MAPPER.readTree(header);
        } catch (JsonProcessingException e) {
            throw new BadInputException(
                    file + " is not a valid .safetensors file: its header is not JSON: " + e.getOriginalMessage()
                            + DAMAGED,
                    e);
        }
        if (!root.isObject()) {
            throw invalid("its header is no object");
        }
        root.properties().forEach(entry -> {
            if (entry.getKey().equals(METADATA)) {
                entry.getValue()
                        .properties()
                        .forEach(
                                text -> texts.put(text.getKey(), text.getValue().asText()));
            } else {
                tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue()));
            }
        });
    }

    private Tensor tensor(String name, JsonNode description) {
        List<Long> offsets = wholeNumbers(description.path("data_offsets"));
        List<Long> shape = wholeNumbers(description.path("shape"));
        String dtype = description.path("dtype").asText();
        if (offsets == null || offsets.size() != 2 || shape == null || dtype.isEmpty()) {
            throw invalid("tensor '" + name + "' lacks a dtype, a shape or two data_offsets");
        }
        Tensor tensor = new Tensor(name, dtype, shape, offsets.get(0), offsets.get(1));
        long bytes = tensor.end - tensor.begin;
        if (TYPES.containsKey(dtype) && header(tensor).bytes() != bytes) {
            throw invalid("tensor '" + name + "' is " + dtype + " of shape " + shape + ", which needs "
                    + header(tensor).bytes() + " bytes, and has " + bytes);
        }
        return tensor;
    }

    /** Returns the numbers of a list; null if it is no list of whole numbers of 0 or above. */
    private static List<Long> wholeNumbers(JsonNode list) {
        List<Long> numbers = new ArrayList<>();
        list.forEach(item -> numbers.add(item.isIntegralNumber() && item.canConvertToLong() ? item.asLong() : -1));
        return list.isArray() && numbers.stream().allMatch(number -> number >= 0) ? numbers : null;
    }

    private NpyHeader header(Tensor tensor) {
        try {
            return new NpyHeader(TYPES.get(tensor.dtype), tensor.shape, ByteOrder.LITTLE_ENDIAN, false);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(describe(tensor.name) + ": " + e.getMessage() + DAMAGED, e);
        }
    }

    private void requireWithoutGaps(long dataBytes) {
        long end = 0;
        List<Tensor> inOrder = tensors.values().stream()
                .sorted(Comparator.comparingLong(Tensor::begin).thenComparingLong(Tensor::end))
                .toList();
        for (Tensor tensor : inOrder) {
            if (tensor.begin > tensor.end || tensor.end > dataBytes) {
                throw invalid("tensor '" + tensor.name + "' has the offsets " + tensor.begin + " to " + tensor.end
                        + ", and there are " + dataBytes + " bytes after the header");
            }
            if (tensor.begin != end) {
                throw invalid("tensor '" + tensor.name + "' starts at offset " + tensor.begin
                        + (tensor.begin < end ? " and overlaps the one before it, which ends at " : "; expected ")
                        + end);
            }
            end = tensor.end;
        }
        if (end != dataBytes) {
            throw invalid(
                    "its tensors end at offset " + end + ", and there are " + dataBytes + " bytes after the header");
        }
    }

    private BadInputException invalid(String found) {
        return new BadInputException(file + " is not a valid .safetensors file: " + found + DAMAGED);
    }

    @Override
    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    @Override
    public NpyReader openArray(String name) {
        Tensor tensor = tensors.get(name);
        if (!TYPES.containsKey(tensor.dtype)) {
            throw new BadInputException(describe(name) + " has elements of type " + tensor.dtype
                    + ", which are not read: save tensor.float(), or tensor.long() for labels");
        }
        try {
            InputStream in = Files.newInputStream(file);
            try {
                in.skipNBytes(dataStart + tensor.begin);
            } catch (IOException e) {
                in.close();
                throw e;
            }
            return NpyReader.of(header(tensor), in, describe(name));
        } catch (IOException e) {
            throw new BadInputException(describe(name) + " cannot be read: " + e, e);
        }
    }

    @Override
    public Optional<String> text(String name) {
        return Optional.ofNullable(texts.get(name));
    }

    @Override
    public String describe(String name) {
        return file + " [" + name + "]";
    }

    @Override
    public String savingLine() {
        return "safetensors.torch.save_file({'features': ..., 'labels': ...}, file)";
    }

    @Override
    public void close() {}
}
