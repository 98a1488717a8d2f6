package org.ncollapse.training;

import java.util.OptionalInt;
import org.ncollapse.data.Batches;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.network.Network;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.spec.Experiment;

/**
 * The training loop. It ends after {@code training.epochs} epochs, or {@code training.epochsPastZeroError} epochs after
 * the zero-error epoch, and starts from the initial state or from a checkpoint.
 */
public final class Trainer {

    private final Experiment experiment;
    private final Network network;
    private final MomentumSgd optimizer;
    private final TrainingData data;
    private final TrainingHook hook;
    private final InferencePass inference;
    private final StopSignal stopSignal;
    private final int stepsPerEpoch;
    private final LearningRateSchedule schedule;
    private final float[] images;
    private final int[] labels;
    private TrainingState state;

    /**
     * Creates a trainer.
     *
     * @param data the training split is standardized batch by batch
     * @param hook is called after each step and epoch, on the training thread
     * @param stopSignal ends training between two steps
     */
    public Trainer(
            Experiment experiment,
            Network network,
            MomentumSgd optimizer,
            TrainingData data,
            TrainingHook hook,
            StopSignal stopSignal) {
        this.experiment = experiment;
        this.network = network;
        this.optimizer = optimizer;
        this.data = data;
        this.hook = hook;
        this.stopSignal = stopSignal;
        inference = new InferencePass(network, data.standardizer(), stopSignal, experiment.compute());
        ImageSplit train = data.train();
        int batchSize = Math.min(experiment.training().batchSize(), train.size());
        images = new float[batchSize * train.shape().size()];
        labels = new int[batchSize];
        stepsPerEpoch =
                Batches.sequential(train, data.standardizer(), batchSize).count();
        schedule = new LearningRateSchedule(
                experiment.optimizer(), experiment.training().epochs(), stepsPerEpoch);
    }

    /**
     * Trains to the end.
     *
     * @param from the state to start from; the network and the optimizer must be as they were in this state
     * @return the result of the last epoch; loss and error are NaN if training was already complete
     * @throws DivergedException at the first step whose loss is not finite
     * @throws InterruptedTrainingException if a stop has been requested
     */
    public EpochResult run(TrainingState from) {
        state = from;
        EpochResult result = resultOfPreviousEpoch();
        if (state.isInitial()) {
            hook.trainingStarted(result);
            hook.stateCompleted(state);
        }
        while (!result.isLastEpoch()) {
            result = runEpoch();
            hook.epochEnded(result);
            state = state.nextEpoch(result.zeroErrorEpoch());
            hook.stateCompleted(state);
        }
        return result;
    }

    /** Returns what is known of the epoch before the current one. */
    private EpochResult resultOfPreviousEpoch() {
        int epoch = state.epoch() - 1;
        return new EpochResult(
                epoch,
                Double.NaN,
                Double.NaN,
                schedule.at(Math.max(0, (long) epoch * stepsPerEpoch - 1)),
                0,
                state.zeroErrorEpoch(),
                epoch > 0 && experiment.training().isLastEpoch(epoch, state.zeroErrorEpoch()));
    }

    private EpochResult runEpoch() {
        int epoch = state.epoch();
        Batches batches = Batches.shuffled(data.train(), data.standardizer(), labels.length, experiment.seed(), epoch);
        while (state.step() < stepsPerEpoch) {
            stopSignal.throwIfRequested();
            long start = System.nanoTime();
            int step = state.step();
            int rows = batches.fill(step, images, labels);
            BatchResult result = network.computeGradients(images, labels, rows);
            if (!Double.isFinite(result.lossSum())) {
                throw DivergedException.inTraining(epoch, step + 1, stepsPerEpoch, learningRate(epoch, step));
            }
            optimizer.step(learningRate(epoch, step), rows);
            state = state.afterStep(result.lossSum(), result.errors(), (System.nanoTime() - start) * 1e-9);
            hook.stepEnded(epoch, step + 1, stepsPerEpoch);
            hook.stateCompleted(state);
        }
        double learningRate = learningRate(epoch, stepsPerEpoch - 1);
        // The weights after the last step enter no loss of this epoch, so they are checked here.
        if (!Double.isFinite(network.parameters().sumNumber().doubleValue())) {
            throw DivergedException.inTraining(epoch, stepsPerEpoch, stepsPerEpoch, learningRate);
        }
        OptionalInt zeroErrorEpoch = zeroErrorEpochAfter(epoch);
        return new EpochResult(
                epoch,
                state.lossSum() / data.train().size(),
                (double) state.errors() / data.train().size(),
                learningRate,
                state.seconds(),
                zeroErrorEpoch,
                experiment.training().isLastEpoch(epoch, zeroErrorEpoch));
    }

    private OptionalInt zeroErrorEpochAfter(int epoch) {
        return state.zeroErrorEpoch().isPresent() || !inference.hasZeroError(data.train())
                ? state.zeroErrorEpoch()
                : OptionalInt.of(epoch);
    }

    private double learningRate(int epoch, int step) {
        return schedule.at((long) (epoch - 1) * stepsPerEpoch + step);
    }
}
