package org.ncollapse.training;

import java.util.List;
import org.ncollapse.data.Batches;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.network.Network;
import org.ncollapse.spec.Experiment;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadScores;

/** The training loop: epochs of steps until the bound, or until so many epochs past zero training error. */
public final class Trainer {

    private static final List<String> HEAD_INPUT = List.of("penultimate");

    private final Experiment experiment;
    private final Network network;
    private final HeavyBall optimizer;
    private final ImageSplit train;
    private final Standardizer standardizer;
    private final TrainingHook hook;
    private final int steps;
    private final LearningRate rate;
    private final float[] images;
    private final int[] labels;

    public Trainer(Experiment experiment, Network network, HeavyBall optimizer, ImageSplit train, Standardizer standardizer, TrainingHook hook) {
        this.experiment = experiment;
        this.network = network;
        this.optimizer = optimizer;
        this.train = train;
        this.standardizer = standardizer;
        this.hook = hook;
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
            Network.BatchOutcome outcome = network.backpropagate(images, labels, rows);
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
        int zero = zeroEpoch > 0 ? zeroEpoch : fitsEverySample() ? epoch : 0;
        return new EpochOutcome(epoch, loss / train.size(), (double) errors / train.size(), learningRate, seconds, zero, isLast(epoch, zero));
    }

    private boolean isLast(int epoch, int zeroEpoch) {
        Integer past = experiment.training().pastZeroError();
        return epoch == experiment.training().epochs() || past != null && zeroEpoch > 0 && epoch >= zeroEpoch + past;
    }

    /** Looks for a training sample that the fixed weights misclassify, and stops at the first: an early epoch costs one batch. */
    private boolean fitsEverySample() {
        Head head = network.head();
        Batches batches = Batches.inOrder(train, standardizer, labels.length);
        for (int batch = 0; batch < batches.count(); batch++) {
            int rows = batches.fill(batch, images, labels);
            HeadScores scores = new HeadScores(head);
            scores.accept(network.features(HEAD_INPUT, images, rows).get(0), labels, rows);
            // Not-a-number, where finite weights give features that are not, is no fit either.
            if (scores.error() != 0) {
                return false;
            }
        }
        return true;
    }
}
