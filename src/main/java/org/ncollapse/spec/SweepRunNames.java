package org.ncollapse.spec;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.io.Sha256;

/**
 * What the runs of a sweep are called: by the sweep, then each value behind its key's last word, then the seed:
 * {@code mnist-weight-decay_weightDecay-1e-4_seed-2}. A name that would be too long for a folder's ends in a digest of
 * the whole.
 */
final class SweepRunNames {

    private static final int DIGITS = 8;

    private final String sweep;
    private final List<String> words;

    SweepRunNames(String sweep, List<String> keys) {
        this.sweep = sweep;
        List<String> last = keys.stream()
                .map(key -> key.substring(key.lastIndexOf('.') + 1))
                .toList();
        words = last.stream().distinct().count() == last.size() ? last : keys;
    }

    /** @param seed null where the experiment's is kept */
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
        if (parts.size() == 1) { // The sweep's own folder has that name.
            parts.add("base");
        }
        String name = String.join("_", parts);
        return name.length() <= RunName.MAX_LENGTH
                ? name
                : name.substring(0, RunName.MAX_LENGTH - DIGITS - 1) + "-"
                        + Sha256.of(name).substring(0, DIGITS);
    }
}
