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
import org.ncollapse.spec.ComputeSpec.KernelLibrary;
import org.ncollapse.spec.Experiment;

/**
 * The resources of a machine for parallel runs. CPUs, memory and GPUs are allocated exclusively.
 *
 * @param cpus the number of CPUs that this process may use
 * @param memoryBytes the memory for runs
 * @param gpus the UUIDs of the GPUs, as in {@code CUDA_VISIBLE_DEVICES}
 * @param memoryOf the peak memory of a run's process, in bytes
 */
public record MachineResources(int cpus, long memoryBytes, List<String> gpus, ToLongFunction<Experiment> memoryOf) {

    /** The fraction of the machine's memory for runs; the rest is for the system. */
    private static final double MEMORY_FRACTION = 0.9;

    /**
     * The resources of one run.
     *
     * @param gpu the UUID of its GPU; null for none
     */
    record Allocation(int cpus, long memoryBytes, String gpu) {}

    public MachineResources {
        gpus = List.copyOf(gpus);
    }

    /**
     * Returns a function that estimates the peak memory of an experiment. Results are cached, because the estimate of a
     * pending run is needed many times and lists an image folder.
     */
    public static ToLongFunction<Experiment> memoryOf(DatasetStore datasets) {
        Map<Experiment, Long> cache = new HashMap<>();
        return experiment -> cache.computeIfAbsent(
                experiment, one -> MemoryEstimate.of(one, datasets).totalBytes());
    }

    /** Returns the resources of this machine. */
    public static MachineResources ofThisMachine(DatasetStore datasets) {
        OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new MachineResources(
                Runtime.getRuntime().availableProcessors(),
                (long) (MEMORY_FRACTION * machine.getTotalMemorySize()),
                CudaDevices.detect().visible().stream()
                        .filter(MachineResources::isSupported)
                        .map(CudaDevice::uuid)
                        .toList(),
                memoryOf(datasets));
    }

    /** Whether any kernels run on a GPU; a run that asks for others reports it. */
    private static boolean isSupported(CudaDevice gpu) {
        return gpu.unsupportedReason(KernelLibrary.CUDA).isEmpty()
                || gpu.unsupportedReason(KernelLibrary.ND4J).isEmpty();
    }

    /**
     * Allocates resources for one more run; null if it must wait. A run that is too large for the machine is started
     * when no other is running. A run that needs a GPU is started on a machine without GPUs, to report what is missing.
     *
     * @param taken the resources of the runs that are running
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
                .filter(gpu -> taken.stream().noneMatch(other -> gpu.equals(other.gpu())))
                .findFirst()
                .map(gpu -> new Allocation(threads, memory, gpu))
                .orElse(null);
    }
}
