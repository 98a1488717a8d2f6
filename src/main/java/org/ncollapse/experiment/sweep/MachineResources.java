package org.ncollapse.experiment.sweep;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.experiment.estimate.GpuEstimate;
import org.ncollapse.experiment.estimate.MemoryEstimate;
import org.ncollapse.network.device.CudaDevice;
import org.ncollapse.network.device.CudaDevices;
import org.ncollapse.spec.ComputeSpec.KernelLibrary;
import org.ncollapse.spec.Experiment;
import org.ncollapse.training.GpuMemoryEstimate;

/**
 * The resources of a machine for parallel runs. CPUs and memory are allocated exclusively, except that the runs on one
 * GPU share their CPUs, which mostly wait for the GPU.
 *
 * @param cpus the number of CPUs that this process may use
 * @param memoryBytes the memory for runs
 * @param memoryOf the peak memory of a run, in bytes
 * @param gpuShareOf the part of a GPU that a run on a GPU needs; null for a whole one
 */
public record MachineResources(
        int cpus,
        long memoryBytes,
        List<AvailableGpu> gpus,
        ToLongFunction<Experiment> memoryOf,
        Function<Experiment, GpuShare> gpuShareOf) {

    /** The fraction of the machine's memory for runs; the rest is for the system. */
    private static final double MEMORY_FRACTION = 0.9;

    /**
     * A GPU for runs.
     *
     * @param uuid as in {@code CUDA_VISIBLE_DEVICES}
     * @param memoryBytes its memory for runs that share it; 0 if it is unknown
     */
    public record AvailableGpu(String uuid, long memoryBytes) {}

    /**
     * The part of a GPU that a run needs. Runs share a GPU if they use the same number of threads, because they share a
     * process.
     *
     * @param threads {@code compute.threads}
     * @param memoryBytes the peak of its GPU memory
     * @param maxRuns the number of runs that may use the GPU at once, this one included
     */
    public record GpuShare(int threads, long memoryBytes, int maxRuns) {}

    /**
     * The resources of one run.
     *
     * @param gpu the UUID of its GPU; null for none
     * @param share its part of the GPU; null if it has the GPU for itself, or has none
     */
    record Allocation(int cpus, long memoryBytes, String gpu, GpuShare share) {}

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

    /** @param runsPerGpu the number of runs that share a GPU at most; null for a number that fits each experiment */
    static Function<Experiment, GpuShare> gpuShareOf(DatasetStore datasets, Integer runsPerGpu) {
        Map<Experiment, GpuShare> cache = new HashMap<>();
        return experiment -> experiment.compute().kernels() == KernelLibrary.CUDA
                ? cache.computeIfAbsent(experiment, one -> {
                    GpuEstimate estimate = GpuEstimate.of(one, datasets);
                    return new GpuShare(
                            one.compute().threads(),
                            estimate.memoryBytes(),
                            runsPerGpu == null ? estimate.runsAtOnce() : runsPerGpu);
                })
                : null;
    }

    /**
     * Returns the resources of this machine.
     *
     * @param runsPerGpu the number of runs that share a GPU at most; null for a number that fits each experiment
     */
    public static MachineResources ofThisMachine(DatasetStore datasets, Integer runsPerGpu) {
        OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new MachineResources(
                Runtime.getRuntime().availableProcessors(),
                (long) (MEMORY_FRACTION * machine.getTotalMemorySize()),
                CudaDevices.detect().visible().stream()
                        .filter(MachineResources::isSupported)
                        .map(gpu -> new AvailableGpu(
                                gpu.uuid(), Math.max(0, (gpu.freeMemoryMiB() << 20) - GpuMemoryEstimate.CONTEXT_BYTES)))
                        .toList(),
                memoryOf(datasets),
                gpuShareOf(datasets, runsPerGpu));
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
     * @param alone whether the run must not share a GPU
     */
    Allocation allocate(Experiment experiment, List<Allocation> taken, boolean alone) {
        int threads = experiment.compute().threads();
        long memory = memoryOf.applyAsLong(experiment);
        if (!experiment.compute().device().isCuda() || gpus.isEmpty()) {
            Allocation onCpu = new Allocation(threads, memory, null, null);
            return fits(onCpu, taken) ? onCpu : null;
        }
        GpuShare share = alone ? null : gpuShareOf.apply(experiment);
        return gpus.stream()
                .sorted(Comparator.comparing(gpu -> on(gpu, taken).size())) // The least used one first.
                .filter(gpu -> accepts(gpu, share, on(gpu, taken)))
                .map(gpu -> new Allocation(threads, memory, gpu.uuid(), share))
                .filter(allocation -> fits(allocation, taken))
                .findFirst()
                .orElse(null);
    }

    private static List<Allocation> on(AvailableGpu gpu, List<Allocation> taken) {
        return taken.stream().filter(other -> gpu.uuid().equals(other.gpu())).toList();
    }

    private static boolean accepts(AvailableGpu gpu, GpuShare share, List<Allocation> others) {
        return others.isEmpty()
                || share != null
                        && others.size() < share.maxRuns()
                        && others.stream()
                                .allMatch(other -> other.share() != null
                                        && other.share().threads() == share.threads()
                                        && others.size() < other.share().maxRuns())
                        && share.memoryBytes()
                                        + others.stream()
                                                .mapToLong(
                                                        other -> other.share().memoryBytes())
                                                .sum()
                                <= gpu.memoryBytes();
    }

    private boolean fits(Allocation candidate, List<Allocation> taken) {
        List<Allocation> all = new ArrayList<>(taken);
        all.add(candidate);
        return taken.isEmpty()
                || cpus(all) <= cpus
                        && all.stream().mapToLong(Allocation::memoryBytes).sum() <= memoryBytes;
    }

    private static int cpus(List<Allocation> allocations) {
        return allocations.stream()
                        .filter(run -> run.share() == null)
                        .mapToInt(Allocation::cpus)
                        .sum()
                + allocations.stream()
                        .filter(run -> run.share() != null)
                        .collect(Collectors.toMap(Allocation::gpu, Allocation::cpus, Math::max))
                        .values()
                        .stream()
                        .mapToInt(Integer::intValue)
                        .sum();
    }
}
