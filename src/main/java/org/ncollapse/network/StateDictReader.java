package org.ncollapse.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.array.NamedArrays;
import org.ncollapse.io.npy.NpyHeader;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.npy.NpyType;
import org.ncollapse.network.kernel.FloatVector;

/** Reads all parameters of a network, running statistics included, from a state dict of PyTorch. */
final class StateDictReader {

    private static final int CHUNK = 1 << 14;
    private static final int NAMES = 5;

    private final Path file;
    private final NamedArrays arrays;
    private final List<PyTorchTensor> tensors;

    private StateDictReader(Path file, NamedArrays arrays, List<PyTorchTensor> tensors) {
        this.file = file;
        this.arrays = arrays;
        this.tensors = tensors;
    }

    /**
     * Reads a file of {@code safetensors} or {@code torch.save}.
     *
     * @param tensors the tensors that it must have; only {@code num_batches_tracked} may be there too
     * @param parameters receives the elements
     * @throws BadInputException for the first tensor that is missing or unexpected, or has another shape or type, or an
     *     element that is not possible
     */
    static void read(Path file, List<PyTorchTensor> tensors, FloatVector parameters) {
        StateDictReader reader = new StateDictReader(file, NamedArrays.of(file, "tensor"), tensors);
        reader.requireNames();
        for (PyTorchTensor tensor : tensors) {
            reader.arrays.read(tensor.name(), array -> reader.copy(array, tensor, parameters));
        }
    }

    private void requireNames() {
        for (PyTorchTensor tensor : tensors) {
            if (!arrays.contains(tensor.name())) {
                throw new BadInputException("%s has no tensor '%s'; expected one of shape %s, float32; it has %s"
                        .formatted(file, tensor.name(), tensor.shape(), names(arrays.names())));
            }
        }
        List<String> expected = tensors.stream().map(PyTorchTensor::name).toList();
        Predicate<String> isCounter = name -> name.endsWith(".num_batches_tracked")
                && expected.contains(name.replaceFirst("num_batches_tracked$", "running_mean"));
        arrays.names().stream()
                .filter(name -> !expected.contains(name) && !isCounter.test(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new BadInputException("%s has a tensor '%s' that the network does not have; expected only %s"
                            .formatted(file, name, names(expected)));
                });
    }

    private static String names(List<String> all) {
        return all.stream().limit(NAMES).collect(Collectors.joining(", "))
                + (all.size() > NAMES ? ", … (" + all.size() + " tensors)" : "");
    }

    private int copy(NpyReader array, PyTorchTensor tensor, FloatVector parameters) {
        NpyHeader header = array.header();
        List<Long> shape = tensor.shape().stream().map(Integer::longValue).toList();
        if (!header.shape().equals(shape) || header.type() != NpyType.FLOAT32) {
            throw new BadInputException("%s has shape %s and type %s; expected shape %s, float32"
                    .formatted(
                            arrays.describe(tensor.name()),
                            header.shape(),
                            header.type().name().toLowerCase(Locale.ROOT),
                            shape));
        }
        boolean isVariance = tensor.name().endsWith(".running_var");
        double[] values = new double[CHUNK];
        float[] chunk = new float[CHUNK];
        int length = tensor.length();
        for (int from = 0; from < length; from += CHUNK) {
            int count = array.read(values, 0, Math.min(CHUNK, length - from));
            for (int i = 0; i < count; i++) {
                if (!Double.isFinite(values[i]) || isVariance && values[i] < 0) {
                    throw new BadInputException("%s has the element %s at index %d; expected %s"
                            .formatted(
                                    arrays.describe(tensor.name()),
                                    values[i],
                                    from + i,
                                    isVariance ? "finite variances of 0 or more" : "finite numbers"));
                }
                chunk[i] = (float) values[i];
            }
            parameters.write(tensor.offset() + from, chunk, count);
        }
        return length;
    }
}
