package org.ncollapse.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.ncollapse.capture.FeatureFileWriter;
import org.ncollapse.capture.FeatureProbe;
import org.ncollapse.network.Network;
import org.ncollapse.network.ParameterRange;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.spec.Tap;
import org.ncollapse.stats.FeatureConsumer;
import org.ncollapse.training.CompositeTrainingHook;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.InferencePass;
import org.ncollapse.training.Objective;
import org.ncollapse.training.Optimizer;
import org.ncollapse.training.StopSignal;
import org.ncollapse.training.Trainer;
import org.ncollapse.training.TrainingHook;
import org.ncollapse.training.TrainingState;

/**
 * ncollapse's side: its training loop and feature probe. A hook stops the loop between epochs and waits for the driver.
 * Single steps, forward passes and measurements run within the hook, on the current network.
 */
final class NcollapseTraining implements TrainingHook, CommandHandler {

    private final Path folder;
    private final TrainingProblem problem;
    private final DriverConnection driver;
    private final Network network;
    private final Optimizer optimizer;
    private final MetricsMeasurement measurement;
    private final FeatureProbe probe;
    private final TrainingBatches batches;
    private final StopSignal stopSignal = new StopSignal();
    private final float[] images;
    private final int[] labels;
    private final Steps steps;
    private int nextBatch;
    private Stopwatch epoch;

    /**
     * @param folder of the problem
     * @param kernels of the experiment's device
     */
    NcollapseTraining(Path folder, TrainingProblem problem, Kernels kernels, DriverConnection driver)
            throws IOException {
        this.folder = folder;
        this.driver = driver;
        this.problem = problem;
        network = problem.network(kernels);
        Objective objective = Objective.of(problem.experiment().objective());
        optimizer = new Optimizer(
                network,
                objective,
                problem.experiment().optimizer(),
                problem.experiment().compute().threads());
        measurement = new MetricsMeasurement(objective, network);
        Path temporaryFolder = Files.createTempDirectory(folder, "temporary-");
        probe = new FeatureProbe(
                problem.experiment(),
                network,
                problem.data(),
                new FeatureFileWriter(temporaryFolder),
                temporaryFolder,
                measurement::measure,
                stopSignal);
        batches = TrainingBatches.sequential(problem.dataset().train(), problem.standardizer(), problem.batchSize());
        images = new float[problem.batchSize() * problem.dataset().shape().size()];
        labels = new int[problem.batchSize()];
        steps = kernels.gpu().isPresent() ? new GpuSteps(problem, network, objective) : new HostSteps();
    }

    /** Trains until the end of standard input. */
    void handle() {
        try {
            new Trainer(
                            problem.experiment(),
                            network,
                            optimizer,
                            problem.data(),
                            new CompositeTrainingHook(List.of(new MeasureAfterEpoch(), this)),
                            stopSignal)
                    .run(TrainingState.initial());
        } catch (DriverClosedException e) {
            // The driver is done.
        }
    }

    @Override
    public void trainingStarted(EpochResult initial) {
        runCommands();
    }

    @Override
    public void epochEnded(EpochResult result) {
        ObjectNode answer = driver.newAnswer();
        answer.put("seconds", epoch.seconds());
        answer.put("training", result.seconds());
        driver.send(answer);
        runCommands();
    }

    /** Runs commands; returns when the driver asks for the next epoch. */
    private void runCommands() {
        try {
            DriverConnection.Command command = driver.nextCommand();
            while (command != null && !command.name().equals("epoch")) {
                ObjectNode answer = driver.newAnswer();
                handle(command.name(), command.number(), answer);
                driver.send(answer);
                command = driver.nextCommand();
            }
            if (command == null) {
                throw new DriverClosedException();
            }
            epoch = new Stopwatch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void handle(String command, int number, ObjectNode answer) throws IOException {
        Stopwatch watch = new Stopwatch();
        switch (command) {
            case "export" -> {
                network.saveAsDl4j(folder.resolve("network.zip"));
                WeightExport.export(folder.resolve("network.zip"), folder.resolve("weights.npz"));
                answer.put(
                        "parameters",
                        network.parameterRanges().stream()
                                .filter(block -> block.role() != ParameterRange.Role.RUNNING_STATISTIC)
                                .mapToLong(ParameterRange::length)
                                .sum());
            }
            case "check" -> {
                ArrayNode losses = answer.putArray("losses");
                for (int i = 0; i < 2; i++) {
                    losses.add(steps.stepOnFirstBatch() / problem.batchSize());
                }
            }
            case "measure" -> {
                probe.trainingStarted(new EpochResult(
                        0, Double.NaN, Double.NaN, problem.learningRate(), 0, OptionalInt.empty(), false));
                answer.put("seconds", watch.seconds());
                measurement.write(answer);
            }
            case "forward" -> {
                FeatureConsumer ignore = (features, classes, rows) -> {};
                new InferencePass(
                                network,
                                problem.standardizer(),
                                stopSignal,
                                problem.experiment().compute())
                        .run(problem.dataset().train(), List.of(Tap.PENULTIMATE), List.of(ignore));
                answer.put("seconds", watch.seconds());
            }
            case "rank-update" ->
                answer.put(
                        "seconds",
                        GemmSpeed.rankUpdateSeconds(
                                problem.dataset().train().size(), network.tapWidth(Tap.PENULTIMATE)));
            case "steps" -> {
                int done = steps.run(number);
                answer.put("seconds", watch.seconds() / done);
            }
            default -> throw CommandHandler.unknownCommand(command);
        }
    }

    /** Training steps without what an epoch does besides. */
    interface Steps {

        /** One step on the first batch. Returns the sum of the data term before the step. */
        double stepOnFirstBatch();

        /**
         * Runs at least {@code count} steps, and waits for them.
         *
         * @return how many it has run
         */
        int run(int count);
    }

    /** One batch after the other as in the training loop: fetch, forward, backward, update. */
    private final class HostSteps implements Steps {

        @Override
        public double stepOnFirstBatch() {
            nextBatch = 0;
            return step();
        }

        @Override
        public int run(int count) {
            for (int i = 0; i < count; i++) {
                step();
            }
            return count;
        }

        private double step() {
            int rows = batches.fill(nextBatch++ % batches.count(), images, labels);
            BatchResult result = network.computeGradients(images, labels, rows);
            optimizer.step(problem.learningRate(), rows, 1);
            return result.lossSum();
        }
    }

    /** Runs the probe after each epoch, but not before the first one, for which the driver has a command. */
    private final class MeasureAfterEpoch implements TrainingHook {
        @Override
        public void epochEnded(EpochResult result) {
            probe.epochEnded(result);
        }
    }

    /** The driver has closed standard input. */
    private static final class DriverClosedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
