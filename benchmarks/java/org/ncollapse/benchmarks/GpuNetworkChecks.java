package org.ncollapse.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.ncollapse.network.Network;
import org.ncollapse.network.kernel.ErrorCounter;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.LabeledImages;
import org.ncollapse.network.kernel.TrainingLoop;
import org.ncollapse.network.kernel.cuda.CudaKernels;
import org.ncollapse.network.kernel.onednn.OneDnnKernels;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.FeatureDecay;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.NetworkKind;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.Tap;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadEvaluator;

/**
 * One training step of whole networks on a GPU against the CPU's: loss, gradients, features afterward and the number of
 * misclassified images. The commands' number is a network's.
 */
final class GpuNetworkChecks implements CommandHandler {

    private static final int CLASSES = 10;
    private static final double FEATURES_BOUND = 1e-5;

    private final List<Case> cases;

    private record Case(String name, NetworkSpec spec, ImageShape shape, int rows, Loss loss) {}

    private record Images(ImageShape shape, byte[] pixels, int[] labels, float[][] standardized)
            implements LabeledImages {}

    /** What a step leaves. */
    private record Step(double loss, float[] gradients, float[] features, int errors) {}

    /** @param large whether to check networks of usual sizes too */
    GpuNetworkChecks(boolean large) {
        List<Case> small = List.of(
                new Case("MLP 10-7", mlp(false, 10, 7), new ImageShape(1, 3, 3), 11, Loss.MSE),
                new Case("MLP 12, batch norm", mlp(true, 12), new ImageShape(1, 5, 3), 13, Loss.CROSS_ENTROPY),
                new Case("ResNet18, width 4", resNet(4), new ImageShape(3, 8, 8), 8, Loss.CROSS_ENTROPY));
        List<Case> usual = List.of(
                new Case("MLP 512x3", mlp(false, 512, 512, 512), new ImageShape(1, 28, 28), 128, Loss.MSE),
                new Case("MLP 512x3, batch norm", mlp(true, 512, 512, 512), new ImageShape(1, 28, 28), 128, Loss.MSE),
                new Case("ResNet18, width 16", resNet(16), new ImageShape(1, 28, 28), 64, Loss.MSE),
                new Case("ResNet18, width 64", resNet(64), new ImageShape(3, 32, 32), 32, Loss.CROSS_ENTROPY));
        cases = large
                ? IntStream.range(0, 7)
                        .mapToObj(i -> i < 3 ? small.get(i) : usual.get(i - 3))
                        .toList()
                : small;
    }

    private static NetworkSpec mlp(boolean batchNorm, Integer... widths) {
        return new NetworkSpec.Mlp(NetworkKind.MLP, List.of(widths), batchNorm, null, true, null);
    }

    private static NetworkSpec resNet(int width) {
        return new NetworkSpec.ResNet(NetworkKind.RESNET18, width, List.of(), null, false, null);
    }

    @Override
    public void handle(String command, int number, ObjectNode answer) {
        switch (command) {
            case "size" -> answer.put("size", cases.size());
            case "check" -> check(cases.get(number), answer.putArray("results"));
            default -> throw CommandHandler.unknownCommand(command);
        }
    }

    private static void check(Case network, ArrayNode results) {
        Step expected = step(network, new OneDnnKernels());
        for (ComputeSpec.Precision precision : ComputeSpec.Precision.values()) {
            Step actual;
            try (CudaKernels kernels = CudaKernels.open(0, precision, true, stage -> {})) {
                actual = step(network, kernels);
            }
            // Batch normalization amplifies rounding errors from layer to layer.
            double bound = switch (precision) {
                case FLOAT32 -> 1e-4;
                case TF32 -> 3e-2;
                case BF16 -> 1; // No more than the right direction, where a batch has eight samples.
            };
            String name = precision.name().toLowerCase(Locale.ROOT);
            double loss = Math.abs(actual.loss() - expected.loss()) / Math.abs(expected.loss());
            write(results, network, name, "loss", loss, bound);
            write(results, network, name, "gradients", error(actual.gradients(), expected.gradients()), bound);
            // Passes are of float32 in every precision; running statistics come from the step.
            double features = error(actual.features(), expected.features());
            write(
                    results,
                    network,
                    name,
                    "features",
                    features,
                    precision == ComputeSpec.Precision.FLOAT32 ? FEATURES_BOUND : bound);
            write(results, network, name, "number of errors on the GPU and on the host", actual.errors(), 0);
        }
    }

    private static void write(
            ArrayNode results, Case network, String precision, String array, double error, double bound) {
        results.addObject()
                .put("operation", network.name())
                .put("kernels", precision)
                .put("array", array)
                .put("relative-error", error)
                .put("largest-error", error)
                .put("bound", bound)
                .put("passed", error <= bound);
    }

    private static double error(float[] actual, float[] expected) {
        double square = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            square += Math.pow((double) actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return Math.sqrt(square / norm);
    }

    /** One step at a rate of zero: only running statistics change. */
    private static Step step(Case network, Kernels kernels) {
        Random random = new Random(7);
        byte[] pixels = new byte[network.rows() * network.shape().size()];
        random.nextBytes(pixels);
        int[] labels = random.ints(network.rows(), 0, CLASSES).toArray();
        float[][] table = new float[network.shape().channels()][256];
        for (float[] ofChannel : table) {
            for (int value = 0; value < ofChannel.length; value++) {
                ofChannel[value] = (value - 127.5f) / 74;
            }
        }
        Images images = new Images(network.shape(), pixels, labels, table);
        Network built = Network.build(network.spec(), network.shape(), CLASSES, network.loss(), kernels, 1);
        TrainingLoop loop = built.trainingLoop(
                images,
                network.rows(),
                built.optimizerStep(role -> 0, OptimizerSpec.sgd(null, 0.9, null, null, null), 1),
                FeatureDecay.NONE);
        loop.startEpoch(IntStream.range(0, network.rows()).toArray(), new double[] {0}, 0, 0);
        double loss = loop.runSteps().get(0).lossSum();
        float[] gradients = kernels.toFloats(built.gradients());
        float[] features = built.inferenceLoop(images, network.rows(), List.of(Tap.PENULTIMATE))
                .run(0)
                .features()
                .get(0)
                .features();
        Optional<ErrorCounter> counter = built.errorCounter(images, network.rows());
        int onHost = errors(built.head(), features, labels);
        int difference = counter.map(c -> Math.abs(c.run(0).errors() - onHost)).orElse(0);
        return new Step(loss, gradients, features, difference);
    }

    private static int errors(Head head, float[] features, int[] labels) {
        try (HeadEvaluator evaluator = new HeadEvaluator(head)) {
            evaluator.accept(features, labels, labels.length);
            return (int) Math.round(evaluator.error() * labels.length);
        }
    }
}
