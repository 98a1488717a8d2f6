package org.ncollapse.io.array;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.NpyHeader;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.npy.NpyType;
import org.ncollapse.io.pickle.PickleReader.Tuple;
import org.ncollapse.io.pickle.PickledArray;

/**
 * Finds the arrays in an object that {@code torch.save} saved: tensors, numpy's arrays, numbers, and lists of numbers.
 * The names of nested dictionaries are joined with a dot. Texts are kept by their names, too; None and what is no data
 * is passed over.
 */
final class TorchArrays {

    /** A state dict has a depth of 1. */
    private static final int MAX_DEPTH = 8;

    private static final int MAX_ARRAYS = 100_000;

    private final Map<String, Object> arrays = new LinkedHashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final String file;

    private TorchArrays(String file) {
        this.file = file;
    }

    /** Numbers of Python: one, or a list. */
    record Numbers(List<?> values, boolean single) {

        NpyReader open(String name) {
            if (values.stream().anyMatch(TorchTensor.class::isInstance)) {
                throw new BadInputException(name + " is a list of " + values.size()
                        + " tensors; save one tensor, torch.cat(list), or torch.stack(list) of tensors without rows");
            }
            boolean floating = values.stream().anyMatch(Double.class::isInstance);
            ByteBuffer elements =
                    ByteBuffer.allocate(values.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (Object value : values) {
                long whole = value instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) value).longValue();
                elements.putLong(
                        floating ? Double.doubleToRawLongBits(value instanceof Double real ? real : whole) : whole);
            }
            List<Long> shape = single ? List.of() : List.of((long) values.size());
            return NpyReader.of(
                    new NpyHeader(floating ? NpyType.FLOAT64 : NpyType.INT64, shape),
                    new ByteArrayInputStream(elements.array()),
                    name);
        }
    }

    /**
     * Finds the arrays and texts.
     *
     * @param single the name of the array if nothing else was saved
     * @param savingLine the line of Python that saves a dictionary, for messages
     * @throws BadInputException if the object is neither a dictionary nor one array
     */
    static TorchArrays of(Object saved, String single, String file, String savingLine) {
        TorchArrays found = new TorchArrays(file);
        if (saved instanceof Map<?, ?> dictionary) {
            found.addAll(dictionary, "", 1);
        } else if (saved instanceof TorchTensor || saved instanceof PickledArray) {
            found.add(single, saved, 1);
        } else {
            String what = saved instanceof List ? "a list" : saved instanceof Tuple ? "a tuple" : "a single value";
            throw new BadInputException(file + " holds " + what + "; expected a dictionary of tensors: " + savingLine);
        }
        return found;
    }

    /** The arrays by their names: each a {@link TorchTensor}, a {@link PickledArray} or {@link Numbers}. */
    Map<String, Object> arrays() {
        return arrays;
    }

    /** The texts by their names. */
    Map<String, String> texts() {
        return texts;
    }

    private void addAll(Map<?, ?> dictionary, String prefix, int depth) {
        if (depth > MAX_DEPTH) {
            throw new BadInputException(file + " has dictionaries nested more than " + MAX_DEPTH
                    + " deep; save tensors alone with Python: torch.save({'features': ..., 'labels': ...}, file)");
        }
        dictionary.forEach((key, value) -> add(prefix + key, value, depth));
    }

    private void add(String name, Object value, int depth) {
        if (arrays.size() >= MAX_ARRAYS) {
            throw new BadInputException(file + " has more than " + MAX_ARRAYS + " arrays");
        }
        if (value instanceof Map<?, ?> dictionary) {
            addAll(dictionary, name + ".", depth + 1);
        } else if (value instanceof TorchTensor || value instanceof PickledArray) {
            arrays.put(name, value);
        } else if (value instanceof Number || value instanceof Boolean) {
            arrays.put(name, new Numbers(List.of(value), true));
        } else if (value instanceof List<?> list && areNumbersOrTensors(list)) {
            arrays.put(name, new Numbers(list, false));
        } else if (value instanceof Tuple tuple && areNumbersOrTensors(tuple.items())) {
            arrays.put(name, new Numbers(tuple.items(), false));
        } else if (value instanceof String text) {
            texts.put(name, text);
        }
    }

    private static boolean areNumbersOrTensors(List<?> list) {
        return list.stream().allMatch(item -> item instanceof Number || item instanceof Boolean)
                || list.stream().allMatch(TorchTensor.class::isInstance);
    }
}
