package org.ncollapse.experiment.sweep;

import java.util.List;
import java.util.function.ToLongFunction;
import org.ncollapse.spec.Experiment;

/**
 * What a machine has for runs side by side. None is begun that would share a processor, the memory or a card with another.
 *
 * @param processors that this process may use
 * @param bytes      of memory
 * @param cards      by the numbers that {@code CUDA_VISIBLE_DEVICES} takes
 * @param need       bytes that a run's process takes
 */
public record Room(int processors, long bytes, List<String> cards, ToLongFunction<Experiment> need) {

    /**
     * What one run takes.
     *
     * @param card null for none
     */
    record Share(int processors, long bytes, String card) {
    }

    /** Bytes that a run's process takes. */
    public static final ToLongFunction<Experiment> NEED = experiment -> 1L << 30;

    public Room {
        cards = List.copyOf(cards);
    }

    /** This machine's. */
    public static Room here() {
        return new Room(Runtime.getRuntime().availableProcessors(), 16L << 30, List.of(), NEED);
    }

    /**
     * The share of one more run; null where it must wait. One that is too large for the machine is let in alone: it has been asked for.
     *
     * @param taken by the runs that go on
     */
    Share take(Experiment experiment, List<Share> taken) {
        int threads = experiment.compute().threads();
        long memory = need.applyAsLong(experiment);
        boolean fits = taken.stream().mapToInt(Share::processors).sum() + threads <= processors && taken.stream().mapToLong(Share::bytes).sum() + memory <= bytes;
        if (!fits && !taken.isEmpty()) {
            return null;
        }
        return new Share(threads, memory, null);
    }
}
