package org.ncollapse.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ncollapse.data.Dataset;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.network.Network;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.LabeledImages;
import org.ncollapse.network.kernel.TrainingLoop;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.training.TrainingData;

/**
 * The training problem, from a folder that the driver wrote.
 *
 * @param experiment {@code experiment.json}, an experiment file
 * @param dataset training images from {@code images.bin} (N·C·H·W bytes) and {@code labels.bin} (N little-endian ints);
 *     no test images
 * @param standardizer the standardizer of the training images
 */
record TrainingProblem(Experiment experiment, Dataset dataset, Standardizer standardizer) {

    /** @param settings replace values of the experiment file, as {@code --set} does */
    static TrainingProblem read(Path folder, List<String> settings) throws IOException {
        Path file = folder.resolve("experiment.json");
        Experiment experiment = ExperimentReader.read(file.toString(), Files.readString(file), settings);
        String[] sizes = Files.readString(folder.resolve("shape.txt")).trim().split("x");
        ImageShape shape =
                new ImageShape(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("labels.bin")))
                .order(ByteOrder.LITTLE_ENDIAN);
        int[] labels = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(labels);
        ImageSplit train = new ImageSplit(shape, Files.readAllBytes(folder.resolve("images.bin")), labels);
        int classes = IntStream.of(labels).max().orElseThrow() + 1;
        Dataset dataset = new Dataset(
                "made for the benchmark",
                shape,
                IntStream.range(0, classes).mapToObj(Integer::toString).toList(),
                train,
                new ImageSplit(shape, new byte[0], new int[0]),
                List.of());
        return new TrainingProblem(experiment, dataset, Standardizer.of(train));
    }

    /** The network with its initial weights. */
    Network network(Kernels kernels) {
        return Network.build(
                experiment.network(),
                dataset.shape(),
                dataset.classes().size(),
                experiment.objective().loss(),
                kernels,
                experiment.seed());
    }

    /** Returns the data set and its standardizer for training and capture. */
    TrainingData data() {
        return new TrainingData(dataset, standardizer, Optional.empty());
    }

    /** The training images as kernels take them. */
    LabeledImages images() {
        ImageSplit train = dataset.train();
        return new Images(train.shape(), train.pixels(), train.labels(), standardizer.table());
    }

    private record Images(ImageShape shape, byte[] pixels, int[] labels, float[][] standardized)
            implements LabeledImages {}

    /** The number of steps of an epoch. */
    int steps() {
        return images().batches(batchSize());
    }

    /**
     * Starts an epoch at one of its steps.
     *
     * @param firstStep takes the first batch of images, the next step the second, and so on
     */
    void startEpoch(TrainingLoop loop, int firstStep) {
        int size = dataset.train().size();
        int first = firstStep * batchSize();
        int[] order =
                IntStream.range(0, size).map(i -> (i - first + size) % size).toArray();
        loop.startEpoch(
                order, DoubleStream.generate(this::learningRate).limit(steps()).toArray(), firstStep, 0);
    }

    int batchSize() {
        return experiment.training().batchSize();
    }

    double learningRate() {
        return experiment.optimizer().learningRate();
    }
}
