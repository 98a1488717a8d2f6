package org.ncollapse.training;

import java.util.OptionalInt;
import org.ncollapse.data.Batches;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.network.Network;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.spec.Experiment;

/**
 * The training loop: epochs of steps until the bound, or until so many epochs past zero training error; from the
 * beginning or from wherever it was left.
 */
public final class Trainer {

    private final Experiment experiment;
    private final Network network;
    private final MomentumSgd optimizer;
    private final ImageSplit train;
    private final Standardizer standardizer;
    private final TrainingHook hook;
    private final InferencePass inference;
    private final StopSignal interruption;
    private final int steps;
    private final LearningRateSchedule rate;
    private final float[] images;
    private final int[] labels;
    private TrainingState state;

    /**
     * A trainer that has not begun.
     *
     * @param train the training split, standardised by {@code standardizer} batch by batch
     * @param from where training stands; the network and the optimiser are as they were then
     * @param hook hears of each step and epoch, on the training thread
     * @param interruption ends training between two steps
     */
    public Trainer(
            Experiment experiment,
            Network network,
            MomentumSgd optimizer,
            ImageSplit train,
            Standardizer standardizer,
            TrainingState from,
            TrainingHook hook,
            StopSignal interruption) {
        this.experiment = experiment;
        this.network = network;
        this.optimizer = optimizer;
        this.train = train;
        this.standardizer = standardizer;
        this.hook = hook;
        this.interruption = interruption;
        inference = new InferencePass(network, standardizer, interruption, experiment.compute());
        int batchSize = Math.min(experiment.training().batchSize(), train.size());
        images = new float[batchSize * train.shape().size()];
        labels = new int[batchSize];
        steps = Batches.sequential(train, standardizer, batchSize).count();
        rate = new LearningRateSchedule(
                experiment.optimizer(), experiment.training().epochs(), steps);
        state = from;
    }

    /**
     * Trains to the end.
     *
     * @return how the last epoch ended; loss and error are NaN where no step was left to do
     * @throws DivergedException at the first step whose loss is not finite
     * @throws InterruptedTrainingException where that was wished
     */
    public EpochResult run() {
        EpochResult outcome = before();
        if (state.isInitial()) {
            hook.trainingStarted(outcome);
            hook.checkpointable(state);
        }
        while (!outcome.last()) {
            outcome = epoch();
            hook.epochEnded(outcome);
            state = state.nextEpoch(outcome.zeroErrorEpoch());
            hook.checkpointable(state);
        }
        return outcome;
    }

    /** How the epoch before the one that goes on ended, as far as is known. */
    private EpochResult before() {
        int epoch = state.epoch() - 1;
        return new EpochResult(
                epoch,
                Double.NaN,
                Double.NaN,
                rate.at(Math.max(0, (long) epoch * steps - 1)),
                0,
                state.zeroErrorEpoch(),
                epoch > 0 && experiment.training().isLastEpoch(epoch, state.zeroErrorEpoch()));
    }

    private EpochResult epoch() {
        int epoch = state.epoch();
        Batches batches = Batches.shuffled(train, standardizer, labels.length, experiment.seed(), epoch);
        while (state.step() < steps) {
            interruption.throwIfRequested();
            long begun = System.nanoTime();
            int step = state.step();
            int rows = batches.fill(step, images, labels);
            BatchResult outcome = network.backpropagate(images, labels, rows);
            if (!Double.isFinite(outcome.lossSum())) {
                throw new DivergedException(epoch, step + 1, steps, rate(epoch, step));
            }
            optimizer.step(rate(epoch, step), rows);
            state = state.afterStep(outcome.lossSum(), outcome.errors(), (System.nanoTime() - begun) * 1e-9);
            hook.stepEnded(epoch, step + 1, steps);
            hook.checkpointable(state);
        }
        double learningRate = rate(epoch, steps - 1);
        // The last step's weights meet no loss of this epoch.
        if (!Double.isFinite(network.parameters().sumNumber().doubleValue())) {
            throw new DivergedException(epoch, steps, steps, learningRate);
        }
        OptionalInt zeroErrorEpoch = zeroErrorEpochAfter(epoch);
        return new EpochResult(
                epoch,
                state.lossSum() / train.size(),
                (double) state.errors() / train.size(),
                learningRate,
                state.seconds(),
                zeroErrorEpoch,
                experiment.training().isLastEpoch(epoch, zeroErrorEpoch));
    }

    private OptionalInt zeroErrorEpochAfter(int epoch) {
        return state.zeroErrorEpoch().isPresent() || !inference.hasZeroError(train)
                ? state.zeroErrorEpoch()
                : OptionalInt.of(epoch);
    }

    private double rate(int epoch, int step) {
        return rate.at((long) (epoch - 1) * steps + step);
    }
}
