package org.ncollapse.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.pickle.PickleNames;
import org.ncollapse.io.pickle.PickleReader;
import org.ncollapse.io.pickle.PickledArray;

/**
 * A file of CIFAR's Python version, as torchvision leaves it: a dictionary with an N×3072 array {@code data} and lists
 * of labels.
 *
 * <p>It has the same images in the same order as the binary version, so that its records have the same digest.
 */
final class CifarPickle {

    private static final String EXPECTED = "expected a file of the data set's authors";
    private static final int PIXELS = 3072;
    private static final int MAX_BYTES = 1 << 30;

    /** The names of numpy, and nothing outside the pickle. */
    private static final class Numpy implements PickleNames {

        @Override
        public Object find(String module, String name) {
            return PickledArray.find(module, name);
        }

        @Override
        public Object findPersistent(Object identifier) {
            throw new IllegalArgumentException("nothing is outside the pickle");
        }
    }

    private final Path file;
    private final ByteBuffer pixels;
    private final List<List<?>> labels;

    private CifarPickle(Path file, List<String> labelKeys) throws IOException {
        this.file = file;
        if (Files.size(file) > MAX_BYTES) {
            throw new BadInputException(file + " has " + Files.size(file) + " bytes; a file of CIFAR has at most 1 GB");
        }
        if (!(PickleReader.read(file.toString(), Files.readAllBytes(file), new Numpy(), EXPECTED)
                instanceof Map<?, ?> content)) {
            throw new BadInputException(
                    file + " holds no dictionary; expected data and " + String.join(", ", labelKeys));
        }
        this.pixels = content.get("data") instanceof PickledArray array ? array.unsignedBytes(PIXELS) : null;
        if (pixels == null) {
            throw new BadInputException(file + ": data is " + content.get("data")
                    + "; expected an array of N rows of 3072 unsigned bytes (uint8)");
        }
        this.labels = labelKeys.stream()
                .<List<?>>map(key -> labels(key, content.get(key)))
                .toList();
    }

    /**
     * Reads a file of CIFAR-10, {@code data_batch_1} or the like.
     *
     * @throws BadInputException if it is no such file
     */
    static CifarPickle cifar10(Path file) throws IOException {
        return new CifarPickle(file, List.of("labels"));
    }

    /**
     * Reads a file of CIFAR-100, {@code train} or {@code test}.
     *
     * @throws BadInputException if it is no such file
     */
    static CifarPickle cifar100(Path file) throws IOException {
        return new CifarPickle(file, List.of("coarse_labels", "fine_labels"));
    }

    /** Returns the records of the binary version: for each image its labels and its pixels. */
    InputStream records() {
        Stream<InputStream> records =
                IntStream.range(0, pixels.remaining() / PIXELS).mapToObj(this::record);
        return new SequenceInputStream(Collections.enumeration(records.toList()));
    }

    private InputStream record(int image) {
        byte[] head = new byte[labels.size()];
        for (int i = 0; i < head.length; i++) {
            head[i] = ((Long) labels.get(i).get(image)).byteValue();
        }
        return new SequenceInputStream(
                new ByteArrayInputStream(head),
                new ByteArrayInputStream(pixels.array(), pixels.arrayOffset() + image * PIXELS, PIXELS));
    }

    private List<?> labels(String key, Object found) {
        if (!(found instanceof List<?> list) || list.size() != pixels.remaining() / PIXELS) {
            throw new BadInputException(file + ": expected a list " + key + " of " + pixels.remaining() / PIXELS
                    + " numbers, one for each image of data");
        }
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof Long label) || label < 0 || label > 255) {
                throw new BadInputException(file + ": " + key + " has the value " + list.get(i) + " at index " + i
                        + "; expected an integer of 0 to 255");
            }
        }
        return list;
    }
}
