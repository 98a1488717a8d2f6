package org.ncollapse.experiment.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.ncollapse.experiment.sweep.MachineResources.GpuShare;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;

/** Allocation of CPUs, memory and GPUs to parallel runs. */
class MachineResourcesTest {

    private static final long GIBIBYTE = 1L << 30;

    private static Experiment experiment(String compute) {
        return ExperimentReader.read(
                "test",
                "name: a\ndataset: {name: digits}\nnetwork: {kind: mlp}\ncompute: {" + compute + "}\n",
                List.of());
    }

    private static MachineResources cpuMachine(int cpus, long memoryBytes, ToLongFunction<Experiment> memoryOf) {
        return new MachineResources(cpus, memoryBytes, List.of(), memoryOf, run -> null);
    }

    /** A machine with 16 CPUs and GPUs with 10 GiB each. */
    private static MachineResources gpuMachine(List<String> gpus, Function<Experiment, GpuShare> shareOf) {
        return new MachineResources(
                16,
                100 * GIBIBYTE,
                gpus.stream()
                        .map(uuid -> new MachineResources.AvailableGpu(uuid, 10 * GIBIBYTE))
                        .toList(),
                run -> GIBIBYTE,
                shareOf);
    }

    /** The allocations of all runs that fit in parallel. */
    private static List<MachineResources.Allocation> fill(MachineResources resources, Experiment experiment) {
        List<MachineResources.Allocation> taken = new ArrayList<>();
        for (MachineResources.Allocation allocation = resources.allocate(experiment, taken, false);
                allocation != null && taken.size() < 100;
                allocation = resources.allocate(experiment, taken, false)) {
            taken.add(allocation);
        }
        return taken;
    }

    @Test
    void allocatesCpusExclusively() {
        MachineResources resources = cpuMachine(8, 100 * GIBIBYTE, run -> GIBIBYTE);
        assertThat(fill(resources, experiment("threads: 1"))).hasSize(8);
        assertThat(fill(resources, experiment("threads: 3"))).hasSize(2);
        assertThat(fill(resources, experiment("threads: 8"))).hasSize(1);
    }

    @Test
    void allocatesMemoryExclusively() {
        assertThat(fill(cpuMachine(8, 10 * GIBIBYTE, run -> 3 * GIBIBYTE), experiment("threads: 1")))
                .hasSize(3);
    }

    @Test
    void runThatIsTooLargeRunsAlone() {
        assertThat(fill(cpuMachine(2, GIBIBYTE, run -> 3 * GIBIBYTE), experiment("threads: 16")))
                .hasSize(1);
    }

    private static final String ON_GPU = "threads: 1, device: 'cuda:0'";

    private static GpuShare share(long memoryBytes, int maxRuns) {
        return new GpuShare(1, memoryBytes, maxRuns);
    }

    @Test
    void allocatesGpusExclusivelyToRunsThatDoNotShareThem() {
        MachineResources resources = gpuMachine(List.of("GPU-a", "GPU-b"), run -> null);
        List<MachineResources.Allocation> taken = fill(resources, experiment(ON_GPU));
        assertThat(taken).extracting(MachineResources.Allocation::gpu).containsExactly("GPU-a", "GPU-b");
        assertThat(resources
                        .allocate(experiment(ON_GPU), taken.subList(1, 2), false)
                        .gpu())
                .isEqualTo("GPU-a");
        assertThat(resources.allocate(experiment("threads: 1"), taken, false).gpu())
                .isNull();
    }

    @Test
    void runsThatShareGpusAreSpreadOverThem() {
        MachineResources resources = gpuMachine(List.of("GPU-a", "GPU-b"), run -> share(GIBIBYTE, 2));
        assertThat(fill(resources, experiment(ON_GPU)))
                .extracting(MachineResources.Allocation::gpu)
                .containsExactly("GPU-a", "GPU-b", "GPU-a", "GPU-b");
    }

    @Test
    void gpuMemoryLimitsTheRunsThatShareAGpu() {
        assertThat(fill(gpuMachine(List.of("GPU-a"), run -> share(3 * GIBIBYTE, 8)), experiment(ON_GPU)))
                .hasSize(3);
        assertThat(fill(gpuMachine(List.of("GPU-a"), run -> share(30 * GIBIBYTE, 8)), experiment(ON_GPU)))
                .hasSize(1);
    }

    @Test
    void runsThatShareAGpuShareCpus() {
        MachineResources resources = gpuMachine(List.of("GPU-a", "GPU-b"), run -> new GpuShare(8, GIBIBYTE, 3));
        List<MachineResources.Allocation> taken = fill(resources, experiment("threads: 8, device: 'cuda:0'"));
        assertThat(taken).hasSize(6);
        assertThat(resources.allocate(experiment("threads: 1"), taken, false)).isNull();
    }

    @Test
    void runsOfDifferentThreadsDoNotShareAGpu() {
        MachineResources resources =
                gpuMachine(List.of("GPU-a"), run -> new GpuShare(run.compute().threads(), GIBIBYTE, 8));
        List<MachineResources.Allocation> one = List.of(resources.allocate(experiment(ON_GPU), List.of(), false));
        assertThat(resources.allocate(experiment("threads: 2, device: 'cuda:0'"), one, false))
                .isNull();
        assertThat(resources.allocate(experiment(ON_GPU), one, false)).isNotNull();
    }

    @Test
    void runThatMustBeAloneWaitsForAGpuOfItsOwn() {
        MachineResources resources = gpuMachine(List.of("GPU-a"), run -> share(GIBIBYTE, 8));
        MachineResources.Allocation alone = resources.allocate(experiment(ON_GPU), List.of(), true);
        assertThat(alone.share()).isNull();
        assertThat(resources.allocate(experiment(ON_GPU), List.of(alone), false))
                .isNull();
        List<MachineResources.Allocation> sharing = List.of(resources.allocate(experiment(ON_GPU), List.of(), false));
        assertThat(resources.allocate(experiment(ON_GPU), sharing, true)).isNull();
    }

    @Test
    void gpuRunIsStartedOnMachineWithoutGpu() {
        assertThat(cpuMachine(2, 100 * GIBIBYTE, run -> GIBIBYTE)
                        .allocate(experiment(ON_GPU), List.of(), false)
                        .gpu())
                .isNull();
    }
}
