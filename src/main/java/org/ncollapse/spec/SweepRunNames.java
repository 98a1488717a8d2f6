package org.ncollapse.spec;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.io.Sha256;

/**
 * Names the runs of a sweep: the sweep's name, the last word of each key with its value, and the seed, as in
 * {@code mnist_weightDecay-1e-4_seed-2}. A name that is too long is cut and ends in a digest of the whole name.
 */
final class SweepRunNames {

    private static final int DIGEST_DIGITS = 8;

    private final String sweep;
    private final List<String> words;

    SweepRunNames(String sweep, List<String> keys) {
        this.sweep = sweep;
        List<String> lastWords = keys.stream()
                .map(key -> key.substring(key.lastIndexOf('.') + 1))
                .toList();
        words = lastWords.stream().distinct().count() == lastWords.size() ? lastWords : keys;
    }

    /** @param seed null if the seed of the experiment is used */
    String name(List<String> values, Long seed) {
        List<String> parts = new ArrayList<>(List.of(sweep));
        for (int i = 0; i < values.size(); i++) {
            if (!values.get(i).isEmpty()) {
                parts.add(words.get(i) + "-"
                        + values.get(i).replaceAll("[^A-Za-z0-9.+-]+", "-").replaceAll("^-|-$|\\+", ""));
            }
        }
        if (seed != null) {
            parts.add("seed-" + seed);
        }
        if (parts.size() == 1) { // The folder of the sweep has that name.
            parts.add("base");
        }
        String name = String.join("_", parts);
        return name.length() <= RunName.MAX_LENGTH
                ? name
                : name.substring(0, RunName.MAX_LENGTH - DIGEST_DIGITS - 1) + "-"
                        + Sha256.of(name).substring(0, DIGEST_DIGITS);
    }
}
