package org.ncollapse.io.array;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.ncollapse.io.npy.NpyType;
import org.ncollapse.io.pickle.PickleNames;
import org.ncollapse.io.pickle.PickleReader.Tuple;
import org.ncollapse.io.pickle.PickledArray;

/**
 * The names with which {@code torch.save} writes tensors, parameters, shapes and state dicts, and those of numpy's
 * arrays.
 */
final class TorchNames implements PickleNames {

    private static final String STORAGE = "Storage";
    /** The index of the argument after those that all versions write. */
    private static final int SEVENTH = 6;
    /** PyTorch's names of element types, such as {@code torch.float32}. */
    private static final Pattern DTYPE = Pattern.compile("bool|(u?int|b?float|complex|bits)\\d\\w*");

    private static final Map<String, NpyType> TYPES = Map.of(
            "Double", NpyType.FLOAT64,
            "Float", NpyType.FLOAT32,
            "Half", NpyType.FLOAT16,
            "BFloat16", NpyType.BFLOAT16,
            "Long", NpyType.INT64,
            "Int", NpyType.INT32,
            "Short", NpyType.INT16,
            "Char", NpyType.INT8,
            "Byte", NpyType.UINT8,
            "Bool", NpyType.BOOL);

    /** The element types that PyTorch 2.3 added; they have no class of storages. */
    private static final Map<String, NpyType> NEW_TYPES =
            Map.of("uint16", NpyType.UINT16, "uint32", NpyType.UINT32, "uint64", NpyType.UINT64);

    /** An element type, by PyTorch's name. */
    private record Dtype(String name) {}

    /** The class of a storage, such as {@code torch.FloatStorage}: its name without the ending. */
    private record StorageClass(String name) {}

    /** The elements of one or several tensors, an entry of the archive. */
    private record Storage(String elementType, String key) {}

    @Override
    public Object find(String module, String name) {
        Function function = switch (module + "." + name) {
            case "torch._utils._rebuild_tensor_v2" -> TorchNames::tensor;
            case "torch._utils._rebuild_tensor_v3" -> TorchNames::tensorOfUntypedStorage;
            // A tuple, which follows as the only argument.
            case "torch.Size" -> arguments -> (Tuple) arguments.get(0);
            case "torch._utils._rebuild_parameter" -> arguments -> (TorchTensor) arguments.get(0);
            // Its items are set afterward.
            case "collections.OrderedDict" -> arguments -> new LinkedHashMap<String, Object>();
            default -> null;
        };
        if (function != null) {
            return function;
        }
        if (module.equals("torch") && DTYPE.matcher(name).matches()) {
            return new Dtype(name);
        }
        // PyTorch writes the class of storages without an element type with the module that defines it.
        return name.endsWith(STORAGE) && (module.equals("torch") || module.equals("torch.storage"))
                ? new StorageClass(name.substring(0, name.length() - STORAGE.length()))
                : PickledArray.find(module, name);
    }

    /** Returns the storage of {@code ("storage", class, key, device, number of elements)}. */
    @Override
    public Object findPersistent(Object identifier) {
        List<Object> parts = ((Tuple) identifier).items();
        return new Storage(((StorageClass) parts.get(1)).name(), (String) parts.get(2));
    }

    /**
     * Returns the tensor of {@code (storage, offset, size, stride, requires_grad, hooks)}; newer versions add a
     * dictionary to views that are negated or conjugated.
     */
    private static TorchTensor tensor(List<Object> arguments) {
        String elementType = ((Storage) arguments.get(0)).elementType;
        return tensor(arguments, TYPES.get(elementType), elementType, SEVENTH);
    }

    /** Returns the tensor of the same arguments with the element type before the dictionary. */
    private static TorchTensor tensorOfUntypedStorage(List<Object> arguments) {
        String elementType = ((Dtype) arguments.get(SEVENTH)).name;
        return tensor(arguments, NEW_TYPES.get(elementType), elementType, SEVENTH + 1);
    }

    private static TorchTensor tensor(List<Object> arguments, NpyType type, String elementType, int metadataIndex) {
        boolean hasMetadata = arguments.size() > metadataIndex
                && arguments.get(metadataIndex) instanceof Map<?, ?> metadata
                && !metadata.isEmpty();
        return new TorchTensor(
                hasMetadata ? null : type,
                hasMetadata ? "a negated or conjugated view" : elementType,
                ((Storage) arguments.get(0)).key,
                (Long) arguments.get(1),
                ((Tuple) arguments.get(2)).longs(),
                ((Tuple) arguments.get(3)).longs());
    }
}
