package org.ncollapse.training;

import org.ncollapse.data.Batches;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.network.Network;
import org.ncollapse.network.layer.BatchOutcome;
import org.ncollapse.spec.Experiment;

/**
 * The training loop: epochs of steps until the bound, or until so many epochs past zero training error; from the
 * beginning or from wherever it was left.
 */
public final class Trainer {

    private final Experiment experiment;
    private final Network network;
    private final HeavyBall optimizer;
    private final ImageSplit train;
    private final Standardizer standardizer;
    private final TrainingHook hook;
    private final InferencePass inference;
    private final Interruption interruption;
    private final int steps;
    private final LearningRate rate;
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
            HeavyBall optimizer,
            ImageSplit train,
            Standardizer standardizer,
            TrainingState from,
            TrainingHook hook,
            Interruption interruption) {
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
        steps = Batches.inOrder(train, standardizer, batchSize).count();
        rate = new LearningRate(experiment.optimizer(), experiment.training().epochs(), steps);
        state = from;
    }

    /**
     * Trains to the end.
     *
     * @return how the last epoch ended; loss and error are NaN where no step was left to do
     * @throws DivergedException at the first step whose loss is not finite
     * @throws InterruptedTrainingException where that was wished
     */
    public EpochOutcome run() {
        EpochOutcome outcome = before();
        if (state.isBeginning()) {
            hook.started(outcome);
            hook.settled(state);
        }
        while (!outcome.last()) {
            outcome = epoch();
            hook.epochEnded(outcome);
            state = state.next(outcome.zeroEpoch());
            hook.settled(state);
        }
        return outcome;
    }

    /** How the epoch before the one that goes on ended, as far as is known. */
    private EpochOutcome before() {
        int epoch = state.epoch() - 1;
        return new EpochOutcome(
                epoch,
                Double.NaN,
                Double.NaN,
                rate.at(Math.max(0, (long) epoch * steps - 1)),
                0,
                state.zeroEpoch(),
                epoch > 0 && experiment.training().endsBehind(epoch, state.zeroEpoch()));
    }

    private EpochOutcome epoch() {
        int epoch = state.epoch();
        Batches batches = Batches.shuffled(train, standardizer, labels.length, experiment.seed(), epoch);
        while (state.step() < steps) {
            interruption.heed();
            long begun = System.nanoTime();
            int step = state.step();
            int rows = batches.fill(step, images, labels);
            BatchOutcome outcome = network.backpropagate(images, labels, rows);
            if (!Double.isFinite(outcome.lossSum())) {
                throw new DivergedException(epoch, step + 1, steps, rate(epoch, step));
            }
            optimizer.step(rate(epoch, step), rows);
            state = state.stepped(outcome.lossSum(), outcome.errors(), (System.nanoTime() - begun) * 1e-9);
            hook.stepped(epoch, step + 1, steps);
            hook.settled(state);
        }
        double learningRate = rate(epoch, steps - 1);
        // The last step's weights meet no loss of this epoch.
        if (!Double.isFinite(network.parameters().sumNumber().doubleValue())) {
            throw new DivergedException(epoch, steps, steps, learningRate);
        }
        int zero = state.zeroEpoch() > 0 ? state.zeroEpoch() : inference.fitsEverySample(train) ? epoch : 0;
        return new EpochOutcome(
                epoch,
                state.lossSum() / train.size(),
                (double) state.errors() / train.size(),
                learningRate,
                state.seconds(),
                zero,
                experiment.training().endsBehind(epoch, zero));
    }

    private double rate(int epoch, int step) {
        return rate.at((long) (epoch - 1) * steps + step);
    }
}
