package org.ncollapse.training;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Shuffle;
import org.ncollapse.network.Network;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.network.kernel.LabeledImages;
import org.ncollapse.network.kernel.TrainingLoop;
import org.ncollapse.spec.Experiment;

/**
 * The training loop. It ends after {@code training.epochs} epochs, or {@code training.epochsPastZeroError} epochs after
 * the zero-error epoch, and starts from the initial state or from a checkpoint.
 */
public final class Trainer {

    private final Experiment experiment;
    private final Network network;
    private final TrainingData data;
    private final TrainingHook hook;
    private final InferencePass inference;
    private final StopSignal stopSignal;
    private final int stepsPerEpoch;
    private final LearningRateSchedule schedule;
    private final TrainingLoop loop;
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
            Optimizer optimizer,
            TrainingData data,
            TrainingHook hook,
            StopSignal stopSignal) {
        this.experiment = experiment;
        this.network = network;
        this.data = data;
        this.hook = hook;
        this.stopSignal = stopSignal;
        inference = new InferencePass(network, data.standardizer(), stopSignal, experiment.compute());
        ImageSplit train = data.train();
        int batchSize = Math.min(experiment.training().batchSize(), train.size());
        LabeledImages images = new StandardizedImages(train, data.standardizer());
        loop = optimizer.trainingLoop(images, batchSize);
        stepsPerEpoch = images.batches(batchSize);
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
        double[] learningRates = IntStream.range(0, stepsPerEpoch)
                .mapToDouble(step -> learningRate(epoch, step))
                .toArray();
        loop.startEpoch(
                Shuffle.permutation(experiment.seed(), epoch, data.train().size()),
                learningRates,
                state.step(),
                (long) (epoch - 1) * stepsPerEpoch);
        while (state.step() < stepsPerEpoch) {
            stopSignal.throwIfRequested();
            runSteps(epoch);
            hook.stepEnded(epoch, state.step(), stepsPerEpoch);
            hook.stateCompleted(state);
        }
        double learningRate = learningRate(epoch, stepsPerEpoch - 1);
        // The weights after the last step enter no loss of this epoch, so they are checked here.
        if (!network.hasFiniteParameters()) {
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

    /** Runs as many steps as the kernels do at once. */
    private void runSteps(int epoch) {
        long start = System.nanoTime();
        List<BatchResult> results = loop.runSteps();
        double seconds = (System.nanoTime() - start) * 1e-9 / results.size();
        for (BatchResult result : results) {
            if (!Double.isFinite(result.lossSum())) {
                throw DivergedException.inTraining(
                        epoch, state.step() + 1, stepsPerEpoch, learningRate(epoch, state.step()));
            }
            state = state.afterStep(result.lossSum(), result.errors(), seconds);
        }
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
