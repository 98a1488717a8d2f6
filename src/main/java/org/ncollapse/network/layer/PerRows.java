package org.ncollapse.network.layer;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** What is laid out once for each size of batch: the usual one, and the last of an epoch. */
final class PerRows<T> {

    private final Map<Integer, T> laid = new HashMap<>();

    T of(int rows, IntFunction<T> layOut) {
        T one = laid.get(rows);
        if (one == null) {
            one = layOut.apply(rows);
            laid.put(rows, one);
        }
        return one;
    }
}
