package org.ncollapse.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.network.TinyNetworks;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.WeightDecay;

/** Training steps: bitwise reproducible, no allocation on the heap that depends on the network's size. */
class TrainingStepTest {

    private static final int ROWS = 16;
    private static final int SIZE = 12;

    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void stepsAreBitwiseEqualAcrossProcesses(ComputeSpec.KernelLibrary library) throws Exception {
        Set<String> hashes = new HashSet<>();
        for (int process = 0; process < 3; process++) {
            hashes.add(process == 0 ? hashesAfterTraining(library) : hashesInOtherProcess(library));
        }
        assertThat(hashes).singleElement().asString().matches("-?\\d+ -?\\d+");
    }

    private static String hashesInOtherProcess(ComputeSpec.KernelLibrary library) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        TrainingStepTest.class.getName(),
                        library.name())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.lines().reduce((first, last) -> last).orElseThrow();
    }

    /** Prints hashes of the parameters after a short training. */
    public static void main(String[] arguments) {
        System.out.println(hashesAfterTraining(ComputeSpec.KernelLibrary.valueOf(arguments[0])));
        System.exit(0);
    }

    private static String hashesAfterTraining(ComputeSpec.KernelLibrary library) {
        StringBuilder hashes = new StringBuilder();
        for (NetworkSpec spec :
                new NetworkSpec[] {TinyNetworks.mlp(false, true, 65, 33), TinyNetworks.resNet("resnet18", 8, true, 6)
                }) {
            Backend.initialize(Device.CPU, 2);
            Network network = network(spec, library);
            steps(network, optimizer(network), 5);
            hashes.append(hashes.isEmpty() ? "" : " ")
                    .append(Arrays.hashCode(network.parameters().dup().data().asFloat()));
        }
        return hashes.toString();
    }

    /** A network four times as wide has sixteen times the weights. */
    @Test
    void heapAllocationOfStepDoesNotDependOnNetworkSize() {
        Backend.initialize(Device.CPU, 2);
        long narrow = allocated(TinyNetworks.resNet("resnet18", 4, true, 8));
        long wide = allocated(TinyNetworks.resNet("resnet18", 16, true, 32));
        assertThat(wide).isLessThan(narrow + 1024);
        long mlp = allocated(TinyNetworks.mlp(false, true, 16, 16));
        assertThat(allocated(TinyNetworks.mlp(false, true, 512, 512))).isLessThan(mlp + 1024);
    }

    /** Bytes allocated per step on this thread, after warm-up. */
    private static long allocated(NetworkSpec spec) {
        Network network = network(spec, ComputeSpec.KernelLibrary.ONEDNN);
        Optimizer optimizer = optimizer(network);
        steps(network, optimizer, 20);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long minimum = Long.MAX_VALUE;
        float[] images = TinyNetworks.normal(ROWS * SIZE * SIZE, 2);
        int[] labels = TinyNetworks.labels(ROWS, 3, 3);
        for (int i = 0; i < 10; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            network.computeGradients(images, labels, ROWS);
            optimizer.step(0.01, ROWS, i + 21);
            minimum = Math.min(minimum, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return minimum;
    }

    private static Network network(NetworkSpec spec, ComputeSpec.KernelLibrary library) {
        return TinyNetworks.build(
                spec, 1, SIZE, 3, Loss.CROSS_ENTROPY, Backend.createKernels(library, Assertions::fail), 1);
    }

    private static Optimizer optimizer(Network network) {
        return new Optimizer(
                network,
                new Objective(Loss.CROSS_ENTROPY, WeightDecay.uniform(5e-4), FeatureDecay.NONE),
                OptimizerSpec.sgd(0.01, 0.9, null, null, null),
                2);
    }

    private static void steps(Network network, Optimizer optimizer, int count) {
        for (int step = 0; step < count; step++) {
            network.computeGradients(
                    TinyNetworks.normal(ROWS * SIZE * SIZE, step), TinyNetworks.labels(ROWS, 3, step), ROWS);
            optimizer.step(0.01, ROWS, step + 1);
        }
    }
}
