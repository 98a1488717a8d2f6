package org.ncollapse.io.array;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ncollapse.io.npy.NpyType;
import org.ncollapse.io.pickle.PickleNames;
import org.ncollapse.io.pickle.PickleReader.Tuple;
import org.ncollapse.io.pickle.PickledArray;

/** The names with which {@code torch.save} writes tensors, parameters and state dicts, and those of numpy's arrays. */
final class TorchNames implements PickleNames {

    private static final String STORAGE = "Storage";
    private static final int METADATA_ARGUMENT = 6;
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

    /** The class of a storage, such as {@code torch.FloatStorage}: its name without the ending. */
    private record StorageClass(String name) {}

    /** The elements of one or several tensors, an entry of the archive. */
    private record Storage(String elementType, String key) {}

    @Override
    public Object find(String module, String name) {
        Function function = switch (module + "." + name) {
            case "torch._utils._rebuild_tensor_v2" -> TorchNames::tensor;
            case "torch._utils._rebuild_parameter" -> arguments -> (TorchTensor) arguments.get(0);
            // Its items are set afterward.
            case "collections.OrderedDict" -> arguments -> new LinkedHashMap<String, Object>();
            default -> null;
        };
        if (function != null) {
            return function;
        }
        return module.equals("torch") && name.endsWith(STORAGE)
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
        Storage storage = (Storage) arguments.get(0);
        boolean hasMetadata = arguments.size() > METADATA_ARGUMENT
                && arguments.get(METADATA_ARGUMENT) instanceof Map<?, ?> metadata
                && !metadata.isEmpty();
        return new TorchTensor(
                hasMetadata ? null : TYPES.get(storage.elementType),
                hasMetadata ? "a negated or conjugated view" : storage.elementType,
                storage.key,
                (Long) arguments.get(1),
                ((Tuple) arguments.get(2)).longs(),
                ((Tuple) arguments.get(3)).longs());
    }
}
