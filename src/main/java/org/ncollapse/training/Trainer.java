package org.ncollapse.training;

import org.ncollapse.data.Batches;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.network.Network;
import org.ncollapse.network.layer.BatchOutcome;
import org.ncollapse.spec.Experiment;

/** The training loop: epochs of steps until the bound, or until so many epochs past zero training error. */
public final class Trainer {

    private final Experiment experiment;
    private final Network network;
    private final HeavyBall optimizer;
    private final ImageSplit train;
    private final Standardizer standardizer;
    private final TrainingHook hook;
    private final InferencePass inference;
    private final int steps;
    private final LearningRate rate;
    private final float[] images;
    private final int[] labels;

    /**
     * A trainer at the start.
     *
     * @param train the training split, standardised by {@code standardizer} batch by batch
     * @param hook  hears of each step and epoch, on the training thread
     */
    public Trainer(Experiment experiment, Network network, HeavyBall optimizer, ImageSplit train, Standardizer standardizer, TrainingHook hook) {
        this.experiment = experiment;
        this.network = network;
        this.optimizer = optimizer;
        this.train = train;
        this.standardizer = standardizer;
        this.hook = hook;
        inference = new InferencePass(network, standardizer);
        int batchSize = Math.min(experiment.training().batchSize(), train.size());
        images = new float[batchSize * train.shape().size()];
        labels = new int[batchSize];
        steps = Batches.inOrder(train, standardizer, batchSize).count();
        rate = new LearningRate(experiment.optimizer(), experiment.training().epochs(), steps);
    }

    /**
     * Trains to the end.
     *
     * @return how the last epoch ended
     * @throws DivergedException at the first step whose loss is not finite
     */
    public EpochOutcome run() {
        EpochOutcome outcome = new EpochOutcome(0, Double.NaN, Double.NaN, rate.at(0), 0, 0, false);
        hook.started(outcome);
        while (!outcome.last()) {
            outcome = epoch(outcome.epoch() + 1, outcome.zeroEpoch());
            hook.epochEnded(outcome);
        }
        return outcome;
    }

    private EpochOutcome epoch(int epoch, int zeroEpoch) {
        long begun = System.nanoTime();
        Batches batches = Batches.shuffled(train, standardizer, labels.length, experiment.seed(), epoch);
        double loss = 0;
        int errors = 0;
        double learningRate = 0;
        for (int step = 0; step < steps; step++) {
            int rows = batches.fill(step, images, labels);
            BatchOutcome outcome = network.backpropagate(images, labels, rows);
            learningRate = rate.at((long) (epoch - 1) * steps + step);
            if (!Double.isFinite(outcome.lossSum())) {
                throw new DivergedException(epoch, step + 1, steps, learningRate);
            }
            optimizer.step(learningRate, rows);
            loss += outcome.lossSum();
            errors += outcome.errors();
            hook.stepped(epoch, step + 1, steps);
        }
        // The last step's weights meet no loss of this epoch.
        if (!Double.isFinite(network.parameters().sumNumber().doubleValue())) {
            throw new DivergedException(epoch, steps, steps, learningRate);
        }
        double seconds = (System.nanoTime() - begun) * 1e-9;
        int zero = zeroEpoch > 0 ? zeroEpoch : inference.fitsEverySample(train) ? epoch : 0;
        return new EpochOutcome(epoch, loss / train.size(), (double) errors / train.size(), learningRate, seconds, zero, isLast(epoch, zero));
    }

    private boolean isLast(int epoch, int zeroEpoch) {
        Integer past = experiment.training().pastZeroError();
        return epoch == experiment.training().epochs() || past != null && zeroEpoch > 0 && epoch >= zeroEpoch + past;
    }
}
