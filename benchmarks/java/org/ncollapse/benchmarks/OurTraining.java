package org.ncollapse.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.capture.FeatureFiles;
import org.ncollapse.capture.FeatureProbe;
import org.ncollapse.data.Batches;
import org.ncollapse.network.Network;
import org.ncollapse.network.ParameterBlock;
import org.ncollapse.network.layer.BatchOutcome;
import org.ncollapse.stats.FeatureBlock;
import org.ncollapse.training.EpochOutcome;
import org.ncollapse.training.HeavyBall;
import org.ncollapse.training.InferencePass;
import org.ncollapse.training.Interruption;
import org.ncollapse.training.Trainer;
import org.ncollapse.training.TrainingHook;
import org.ncollapse.training.TrainingHooks;
import org.ncollapse.training.TrainingState;

/**
 * Our side: the product's own loop and probe, held between epochs by a hook that waits for the driver. Single steps,
 * forward passes and measurements run within the hook, on the network as it stands.
 */
final class OurTraining implements TrainingHook, Job {

    private final Path folder;
    private final Problem problem;
    private final Conversation conversation;
    private final Network network;
    private final HeavyBall optimizer;
    private final Measurement measurement;
    private final FeatureProbe probe;
    private final Batches batches;
    private final Interruption interruption = new Interruption();
    private final float[] images;
    private final int[] labels;
    private int nextBatch;
    private Stopwatch epoch;

    OurTraining(Path folder, Conversation conversation) throws IOException {
        this.folder = folder;
        this.conversation = conversation;
        problem = Problem.read(folder);
        network = problem.network();
        optimizer = new HeavyBall(
                network,
                problem.experiment().objective().weightDecay(),
                problem.experiment().optimizer().momentum(),
                Worker.THREADS);
        measurement = new Measurement(problem.experiment(), optimizer);
        Path scratch = Files.createDirectories(folder.resolve("scratch"));
        probe = new FeatureProbe(
                problem.experiment(),
                network,
                problem.dataset(),
                problem.standardizer(),
                null,
                new FeatureFiles(scratch),
                scratch,
                measurement::take,
                interruption);
        batches = Batches.inOrder(problem.dataset().train(), problem.standardizer(), problem.batchSize());
        images = new float[problem.batchSize() * problem.dataset().shape().size()];
        labels = new int[problem.batchSize()];
    }

    /** Trains until the driver hangs up. */
    void run() {
        try {
            new Trainer(
                            problem.experiment(),
                            network,
                            optimizer,
                            problem.dataset().train(),
                            problem.standardizer(),
                            TrainingState.beginning(),
                            new TrainingHooks(List.of(new Measured(), this)),
                            interruption)
                    .run();
        } catch (HungUp e) {
            // The driver has what it wanted.
        }
    }

    @Override
    public void started(EpochOutcome initial) {
        serve();
    }

    @Override
    public void epochEnded(EpochOutcome outcome) {
        ObjectNode answer = conversation.blank();
        answer.put("seconds", epoch.seconds());
        answer.put("training", outcome.seconds());
        conversation.answer(answer);
        serve();
    }

    /** Follows orders; returns where the next epoch is wanted. */
    private void serve() {
        try {
            Conversation.Order order = conversation.next();
            while (order != null && !order.command().equals("epoch")) {
                ObjectNode answer = conversation.blank();
                run(order.command(), order.number(), answer);
                conversation.answer(answer);
                order = conversation.next();
            }
            if (order == null) {
                throw new HungUp();
            }
            epoch = new Stopwatch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void run(String command, int number, ObjectNode into) throws IOException {
        Stopwatch watch = new Stopwatch();
        switch (command) {
            case "export" -> {
                network.save(folder.resolve("network.zip"));
                InitialWeights.export(folder.resolve("network.zip"), folder.resolve("weights.npz"));
                into.put(
                        "parameters",
                        network.blocks().stream()
                                .filter(block -> block.role() != ParameterBlock.Role.STATISTIC)
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
                probe.started(new EpochOutcome(0, Double.NaN, Double.NaN, problem.learningRate(), 0, 0, false));
                into.put("seconds", watch.seconds());
                measurement.write(into);
            }
            case "forward" -> {
                FeatureBlock nobody = (features, classes, rows) -> {};
                new InferencePass(
                                network,
                                problem.standardizer(),
                                interruption,
                                problem.experiment().compute())
                        .run(problem.dataset().train(), List.of("penultimate"), List.of(nobody));
                into.put("seconds", watch.seconds());
            }
            case "rank-update" ->
                into.put("seconds", RankUpdate.seconds(problem.dataset().train().size(), network.width("penultimate")));
            case "steps" -> {
                for (int i = 0; i < number; i++) {
                    step();
                }
                into.put("seconds", watch.seconds() / number);
            }
            default -> throw Job.unknown(command);
        }
    }

    /** One batch as the training loop takes it: fetched, forward, back, stepped. Returns the sum of the data term. */
    private double step() {
        int rows = batches.fill(nextBatch++ % batches.count(), images, labels);
        BatchOutcome outcome = network.backpropagate(images, labels, rows);
        optimizer.step(problem.learningRate(), rows);
        return outcome.lossSum();
    }

    /** The probe behind each epoch, but not before the first: the driver asks for that. */
    private final class Measured implements TrainingHook {
        @Override
        public void epochEnded(EpochOutcome outcome) {
            probe.epochEnded(outcome);
        }
    }

    /** The driver has closed standard input. */
    private static final class HungUp extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
