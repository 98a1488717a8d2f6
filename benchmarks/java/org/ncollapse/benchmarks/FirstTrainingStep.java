package org.ncollapse.benchmarks;

import java.util.List;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.network.kernel.onednn.OneDnnKernels;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.NetworkKind;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.WeightDecay;
import org.ncollapse.training.Objective;
import org.ncollapse.training.Optimizer;

/** A program that does one training step of the MLP 784-512-512-512-10 and ends. */
final class FirstTrainingStep {

    private static final int BATCH = 128;

    private FirstTrainingStep() {}

    static void run() {
        Backend.initialize(Device.CPU, Worker.THREADS);
        Network network = Network.build(
                new NetworkSpec.Mlp(NetworkKind.MLP, List.of(512, 512, 512), false, true, false, null),
                new ImageShape(1, 28, 28),
                10,
                Loss.MSE,
                new OneDnnKernels(),
                1);
        network.computeGradients(new float[BATCH * 784], new int[BATCH], BATCH);
        new Optimizer(
                        network,
                        new Objective(Loss.MSE, WeightDecay.uniform(5e-4), FeatureDecay.NONE),
                        OptimizerSpec.sgd(0.05, 0.9, null, null, null),
                        Worker.THREADS)
                .step(0.05, BATCH, 1);
    }
}
