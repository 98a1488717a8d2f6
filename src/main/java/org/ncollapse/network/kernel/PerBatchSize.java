package org.ncollapse.network.kernel;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** What is laid out once for each size of batch: the usual one, and the last of an epoch. */
public final class PerBatchSize<T> {

    private final Map<Integer, T> laid = new HashMap<>();

    public T computeIfAbsent(int rows, IntFunction<T> layOut) {
        T one = laid.get(rows);
        if (one == null) {
            one = layOut.apply(rows);
            laid.put(rows, one);
        }
        return one;
    }
}
