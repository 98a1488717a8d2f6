package org.ncollapse.experiment.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
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

    /** The allocations of all runs that fit in parallel. */
    private static List<MachineResources.Allocation> fill(MachineResources resources, Experiment experiment) {
        List<MachineResources.Allocation> taken = new ArrayList<>();
        for (MachineResources.Allocation allocation = resources.allocate(experiment, taken);
                allocation != null && taken.size() < 100;
                allocation = resources.allocate(experiment, taken)) {
            taken.add(allocation);
        }
        return taken;
    }

    @Test
    void allocatesCpusExclusively() {
        MachineResources resources = new MachineResources(8, 100 * GIBIBYTE, List.of(), run -> GIBIBYTE);
        assertThat(fill(resources, experiment("threads: 1"))).hasSize(8);
        assertThat(fill(resources, experiment("threads: 3"))).hasSize(2);
        assertThat(fill(resources, experiment("threads: 8"))).hasSize(1);
    }

    @Test
    void allocatesMemoryExclusively() {
        assertThat(fill(
                        new MachineResources(8, 10 * GIBIBYTE, List.of(), run -> 3 * GIBIBYTE),
                        experiment("threads: 1")))
                .hasSize(3);
    }

    @Test
    void runThatIsTooLargeRunsAlone() {
        assertThat(fill(new MachineResources(2, GIBIBYTE, List.of(), run -> 3 * GIBIBYTE), experiment("threads: 16")))
                .hasSize(1);
    }

    @Test
    void allocatesGpusExclusively() {
        MachineResources resources =
                new MachineResources(16, 100 * GIBIBYTE, List.of("GPU-a", "GPU-b"), run -> GIBIBYTE);
        List<MachineResources.Allocation> taken =
                fill(resources, experiment("threads: 1, device: 'cuda:0', kernels: nd4j"));
        assertThat(taken).extracting(MachineResources.Allocation::gpu).containsExactly("GPU-a", "GPU-b");
        assertThat(resources
                        .allocate(experiment("threads: 1, device: 'cuda:0', kernels: nd4j"), taken.subList(1, 2))
                        .gpu())
                .isEqualTo("GPU-a");
        assertThat(resources.allocate(experiment("threads: 1"), taken).gpu()).isNull();
    }

    @Test
    void gpuRunIsStartedOnMachineWithoutGpu() {
        MachineResources resources = new MachineResources(2, 100 * GIBIBYTE, List.of(), run -> GIBIBYTE);
        assertThat(resources
                        .allocate(experiment("threads: 1, device: 'cuda:0', kernels: nd4j"), List.of())
                        .gpu())
                .isNull();
    }
}
