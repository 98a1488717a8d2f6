package org.ncollapse.experiment.sweep;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.experiment.estimate.MemoryEstimate;
import org.ncollapse.network.device.CudaDevice;
import org.ncollapse.network.device.CudaDevices;
import org.ncollapse.spec.Experiment;

/**
 * What a machine has for runs side by side. None is begun that would share a processor, memory or a card with another.
 *
 * @param cpus that this process may use
 * @param memoryBytes of memory
 * @param gpus that runs on a card can take, as {@code CUDA_VISIBLE_DEVICES} calls them
 * @param memoryOf bytes that a run's process takes at its peak
 */
public record MachineResources(int cpus, long memoryBytes, List<String> gpus, ToLongFunction<Experiment> memoryOf) {

    /** Of the machine's memory; the rest is the system's. */
    private static final double RUNS_SHARE = 0.9;

    /**
     * What one run takes.
     *
     * @param gpu null for none
     */
    record Allocation(int cpus, long memoryBytes, String gpu) {}

    public MachineResources {
        gpus = List.copyOf(gpus);
    }

    /**
     * What runs need, by their experiments; each is asked about again and again while it waits, and a folder of images
     * is listed for it once.
     */
    public static ToLongFunction<Experiment> memoryOf(DatasetStore datasets) {
        Map<Experiment, Long> known = new HashMap<>();
        return experiment -> known.computeIfAbsent(
                experiment, asked -> MemoryEstimate.of(asked, datasets).totalBytes());
    }

    /** This machine's. */
    public static MachineResources ofThisMachine(DatasetStore datasets) {
        OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new MachineResources(
                Runtime.getRuntime().availableProcessors(),
                (long) (RUNS_SHARE * machine.getTotalMemorySize()),
                CudaDevices.detect().visible().stream()
                        .filter(card -> card.unsupportedReason() == null)
                        .map(CudaDevice::uuid)
                        .toList(),
                memoryOf(datasets));
    }

    /**
     * The share of one more run; null where it must wait. One that is too large for the machine is let in alone: it has
     * been asked for. One that finds no card at all is let in too, and says itself what is missing.
     *
     * @param taken by the runs that go on
     */
    Allocation allocate(Experiment experiment, List<Allocation> taken) {
        int threads = experiment.compute().threads();
        long memory = memoryOf.applyAsLong(experiment);
        boolean fits = taken.stream().mapToInt(Allocation::cpus).sum() + threads <= cpus
                && taken.stream().mapToLong(Allocation::memoryBytes).sum() + memory <= memoryBytes;
        if (!fits && !taken.isEmpty()) {
            return null;
        }
        if (!experiment.compute().device().isCuda() || gpus.isEmpty()) {
            return new Allocation(threads, memory, null);
        }
        return gpus.stream()
                .filter(card -> taken.stream().noneMatch(share -> card.equals(share.gpu())))
                .findFirst()
                .map(card -> new Allocation(threads, memory, card))
                .orElse(null);
    }
}
