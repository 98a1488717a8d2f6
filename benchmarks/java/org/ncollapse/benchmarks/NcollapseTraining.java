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
import org.ncollapse.data.Batches;
import org.ncollapse.network.Network;
import org.ncollapse.network.ParameterBlock;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.spec.Tap;
import org.ncollapse.stats.FeatureConsumer;
import org.ncollapse.training.CompositeTrainingHook;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.InferencePass;
import org.ncollapse.training.MomentumSgd;
import org.ncollapse.training.StopSignal;
import org.ncollapse.training.Trainer;
import org.ncollapse.training.TrainingHook;
import org.ncollapse.training.TrainingState;

/**
 * Our side: the product's own loop and probe, held between epochs by a hook that waits for the driver. Single steps,
 * forward passes and measurements run within the hook, on the network as it stands.
 */
final class NcollapseTraining implements TrainingHook, CommandHandler {

    private final Path folder;
    private final TrainingProblem problem;
    private final DriverConnection conversation;
    private final Network network;
    private final MomentumSgd optimizer;
    private final MetricsMeasurement measurement;
    private final FeatureProbe probe;
    private final Batches batches;
    private final StopSignal interruption = new StopSignal();
    private final float[] images;
    private final int[] labels;
    private int nextBatch;
    private Stopwatch epoch;

    NcollapseTraining(Path folder, DriverConnection conversation) throws IOException {
        this.folder = folder;
        this.conversation = conversation;
        problem = TrainingProblem.read(folder);
        network = problem.network();
        optimizer = new MomentumSgd(
                network,
                problem.experiment().objective().weightDecay(),
                problem.experiment().optimizer().momentum(),
                Worker.THREADS);
        measurement = new MetricsMeasurement(problem.experiment(), optimizer);
        Path scratch = Files.createDirectories(folder.resolve("scratch"));
        probe = new FeatureProbe(
                problem.experiment(),
                network,
                problem.dataset(),
                problem.standardizer(),
                null,
                new FeatureFileWriter(scratch),
                scratch,
                measurement::measure,
                interruption);
        batches = Batches.sequential(problem.dataset().train(), problem.standardizer(), problem.batchSize());
        images = new float[problem.batchSize() * problem.dataset().shape().size()];
        labels = new int[problem.batchSize()];
    }

    /** Trains until the driver hangs up. */
    void handle() {
        try {
            new Trainer(
                            problem.experiment(),
                            network,
                            optimizer,
                            problem.dataset().train(),
                            problem.standardizer(),
                            TrainingState.initial(),
                            new CompositeTrainingHook(List.of(new MeasureAfterEpoch(), this)),
                            interruption)
                    .run();
        } catch (DriverClosedException e) {
            // The driver has what it wanted.
        }
    }

    @Override
    public void trainingStarted(EpochResult initial) {
        serve();
    }

    @Override
    public void epochEnded(EpochResult outcome) {
        ObjectNode answer = conversation.newAnswer();
        answer.put("seconds", epoch.seconds());
        answer.put("training", outcome.seconds());
        conversation.send(answer);
        serve();
    }

    /** Follows orders; returns where the next epoch is wanted. */
    private void serve() {
        try {
            DriverConnection.Command order = conversation.nextCommand();
            while (order != null && !order.command().equals("epoch")) {
                ObjectNode answer = conversation.newAnswer();
                handle(order.command(), order.number(), answer);
                conversation.send(answer);
                order = conversation.nextCommand();
            }
            if (order == null) {
                throw new DriverClosedException();
            }
            epoch = new Stopwatch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void handle(String command, int number, ObjectNode into) throws IOException {
        Stopwatch watch = new Stopwatch();
        switch (command) {
            case "export" -> {
                network.saveAsDl4j(folder.resolve("network.zip"));
                WeightExport.export(folder.resolve("network.zip"), folder.resolve("weights.npz"));
                into.put(
                        "parameters",
                        network.parameterBlocks().stream()
                                .filter(block -> block.role() != ParameterBlock.Role.RUNNING_STATISTIC)
                                .mapToLong(ParameterBlock::length)
                                .sum());
            }
            case "check" -> {
                ArrayNode losses = into.putArray("losses");
                for (int i = 0; i < 2; i++) {
                    nextBatch = 0;
                    losses.add(step() / problem.batchSize());
                }
            }
            case "measure" -> {
                probe.trainingStarted(new EpochResult(
                        0, Double.NaN, Double.NaN, problem.learningRate(), 0, OptionalInt.empty(), false));
                into.put("seconds", watch.seconds());
                measurement.write(into);
            }
            case "forward" -> {
                FeatureConsumer nobody = (features, classes, rows) -> {};
                new InferencePass(
                                network,
                                problem.standardizer(),
                                interruption,
                                problem.experiment().compute())
                        .run(problem.dataset().train(), List.of(Tap.PENULTIMATE), List.of(nobody));
                into.put("seconds", watch.seconds());
            }
            case "rank-update" ->
                into.put(
                        "seconds",
                        GemmSpeed.rankUpdateSeconds(
                                problem.dataset().train().size(), network.tapWidth(Tap.PENULTIMATE)));
            case "steps" -> {
                for (int i = 0; i < number; i++) {
                    step();
                }
                into.put("seconds", watch.seconds() / number);
            }
            default -> throw CommandHandler.unknownCommand(command);
        }
    }

    /** One batch as the training loop takes it: fetched, forward, back, stepped. Returns the sum of the data term. */
    private double step() {
        int rows = batches.fill(nextBatch++ % batches.count(), images, labels);
        BatchResult outcome = network.backpropagate(images, labels, rows);
        optimizer.step(problem.learningRate(), rows);
        return outcome.lossSum();
    }

    /** The probe behind each epoch, but not before the first: the driver asks for that. */
    private final class MeasureAfterEpoch implements TrainingHook {
        @Override
        public void epochEnded(EpochResult outcome) {
            probe.epochEnded(outcome);
        }
    }

    /** The driver has closed standard input. */
    private static final class DriverClosedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
