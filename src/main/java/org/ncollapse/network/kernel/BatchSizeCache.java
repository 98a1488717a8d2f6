package org.ncollapse.network.kernel;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** Keeps values that are made once for each batch size: usually the full batch and the last one of an epoch. */
public final class BatchSizeCache<T> {

    private final Map<Integer, T> values = new HashMap<>();

    public T computeIfAbsent(int batchSize, IntFunction<T> factory) {
        T value = values.get(batchSize);
        if (value == null) {
            value = factory.apply(batchSize);
            values.put(batchSize, value);
        }
        return value;
    }
}
