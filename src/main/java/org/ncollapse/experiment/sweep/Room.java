package org.ncollapse.experiment.sweep;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.ncollapse.data.Datasets;
import org.ncollapse.experiment.MemoryNeed;
import org.ncollapse.network.device.Card;
import org.ncollapse.network.device.Cards;
import org.ncollapse.spec.Experiment;

/**
 * What a machine has for runs side by side. None is begun that would share a processor, memory or a card with another.
 *
 * @param processors that this process may use
 * @param bytes of memory
 * @param cards that runs on a card can take, as {@code CUDA_VISIBLE_DEVICES} calls them
 * @param need bytes that a run's process takes at its peak
 */
public record Room(int processors, long bytes, List<String> cards, ToLongFunction<Experiment> need) {

    /** Of the machine's memory; the rest is the system's. */
    private static final double RUNS_SHARE = 0.9;

    /**
     * What one run takes.
     *
     * @param card null for none
     */
    record Share(int processors, long bytes, String card) {}

    public Room {
        cards = List.copyOf(cards);
    }

    /**
     * What runs need, by their experiments; each is asked about again and again while it waits, and a folder of images
     * is listed for it once.
     */
    public static ToLongFunction<Experiment> need(Datasets datasets) {
        Map<Experiment, Long> known = new HashMap<>();
        return experiment -> known.computeIfAbsent(
                experiment, asked -> MemoryNeed.of(asked, datasets).total());
    }

    /** This machine's. */
    public static Room here(Datasets datasets) {
        OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Room(
                Runtime.getRuntime().availableProcessors(),
                (long) (RUNS_SHARE * machine.getTotalMemorySize()),
                Cards.present().visible().stream()
                        .filter(card -> card.refusal() == null)
                        .map(Card::uuid)
                        .toList(),
                need(datasets));
    }

    /**
     * The share of one more run; null where it must wait. One that is too large for the machine is let in alone: it has
     * been asked for. One that finds no card at all is let in too, and says itself what is missing.
     *
     * @param taken by the runs that go on
     */
    Share take(Experiment experiment, List<Share> taken) {
        int threads = experiment.compute().threads();
        long memory = need.applyAsLong(experiment);
        boolean fits = taken.stream().mapToInt(Share::processors).sum() + threads <= processors
                && taken.stream().mapToLong(Share::bytes).sum() + memory <= bytes;
        if (!fits && !taken.isEmpty()) {
            return null;
        }
        if (!experiment.compute().device().isCard() || cards.isEmpty()) {
            return new Share(threads, memory, null);
        }
        return cards.stream()
                .filter(card -> taken.stream().noneMatch(share -> card.equals(share.card())))
                .findFirst()
                .map(card -> new Share(threads, memory, card))
                .orElse(null);
    }
}
