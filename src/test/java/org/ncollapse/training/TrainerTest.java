package org.ncollapse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncollapse.data.Dataset;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Shuffle;
import org.ncollapse.data.Standardizer;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.network.ParameterRange;
import org.ncollapse.network.ParameterRange.Role;
import org.ncollapse.network.ReferenceMlp;
import org.ncollapse.network.TinyNetworks;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.Fraction;
import org.ncollapse.spec.ObjectiveSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.spec.OptimizerSpec.Schedule;
import org.ncollapse.spec.TrainingSpec;
import org.ncollapse.spec.WeightDecay;

class TrainerTest {

    /** With a batch size of 5, the last batch has 3 samples. */
    private static final ImageSplit TRAIN = TinyExperiments.images(23, 1);

    private static final int INPUTS = 9;

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 1);
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void trainingIsGradientDescentOnTheObjective(Loss loss) {
        Experiment experiment = TinyExperiments.of(
                TinyNetworks.mlp(false, true, 5, 4),
                new ObjectiveSpec(loss, new WeightDecay(0.01, 0.02, 0.0, 0.03), null),
                OptimizerSpec.sgd(0.05, 0.9, Schedule.MULTISTEP, List.of(new Fraction(1, 2)), 0.1),
                new TrainingSpec(4, 5, null),
                null);
        Network network = TinyExperiments.network(experiment);
        ReferenceMlp reference = new ReferenceMlp(network, INPUTS, loss);
        ResultRecorder recorder = new ResultRecorder();

        train(experiment, network, recorder);

        List<EpochResult> results = recorder.results;
        double[] velocity = new double[reference.parameters().length];
        for (int epoch = 1; epoch <= 4; epoch++) {
            double rate = epoch <= 2 ? 0.05 : 0.005;
            runReferenceEpoch(
                    reference,
                    epoch,
                    rate,
                    velocity,
                    lambdas(network, experiment.objective().weightDecay()),
                    results.get(epoch));
            assertThat(results.get(epoch).learningRate()).isCloseTo(rate, within(1e-15));
        }
        double[] trained = network.parameters().dup().data().asDouble();
        assertThat(trained).containsExactly(reference.parameters(), within(2e-5));
    }

    /**
     * Runs one epoch of the reference in the trainer's order, each batch's gradient divided by that batch's size, and
     * compares the epoch's result.
     */
    private static void runReferenceEpoch(
            ReferenceMlp reference, int epoch, double rate, double[] velocity, double[] lambdas, EpochResult result) {
        int[] order = Shuffle.permutation(5, epoch, TRAIN.size());
        Standardizer standardizer = Standardizer.of(TRAIN);
        double loss = 0;
        int errors = 0;
        for (int from = 0; from < order.length; from += 5) {
            int rows = Math.min(5, order.length - from);
            float[] images = new float[rows * INPUTS];
            int[] labels = new int[rows];
            for (int row = 0; row < rows; row++) {
                standardizer.standardize(TRAIN, order[from + row], images, row * INPUTS);
                labels[row] = TRAIN.labels()[order[from + row]];
            }
            ReferenceMlp.BatchGradient batch = reference.backpropagate(images, labels, rows);
            loss += batch.lossSum();
            errors += batch.errors();
            double[] parameters = reference.parameters();
            for (int i = 0; i < velocity.length; i++) {
                velocity[i] = 0.9 * velocity[i] + batch.gradient()[i] / rows + lambdas[i] * parameters[i];
                parameters[i] -= rate * velocity[i];
            }
        }
        assertThat(result.loss()).isCloseTo(loss / 23, within(1e-5));
        assertThat(result.error()).isEqualTo(errors / 23.0);
    }

    private static double[] lambdas(Network network, WeightDecay decay) {
        double[] lambdas = new double[(int) network.parameters().length()];
        for (ParameterRange range : network.parameterRanges()) {
            double lambda = range.role() == Role.HEAD_WEIGHT
                    ? decay.head()
                    : range.role() == Role.BIAS ? decay.biases() : decay.weights();
            Arrays.fill(lambdas, range.offset(), range.offset() + range.length(), lambda);
        }
        return lambdas;
    }

    @Test
    void zeroErrorEpochIsFirstEpochWithoutMisclassifiedSamples() {
        Experiment experiment = easy(new TrainingSpec(60, 5, null));
        Network network = TinyExperiments.network(experiment);
        List<Integer> errors = new ArrayList<>();
        ResultRecorder recorder = new ResultRecorder() {
            @Override
            public void epochEnded(EpochResult result) {
                super.epochEnded(result);
                errors.add(errors(network));
            }
        };

        EpochResult last = train(experiment, network, recorder);

        int zeroErrorEpoch = errors.indexOf(0) + 1;
        // Zero error is reached, but not in the first epoch.
        assertThat(zeroErrorEpoch).isBetween(2, 59);
        assertThat(last.zeroErrorEpoch()).hasValue(zeroErrorEpoch);
        assertThat(last.epoch()).isEqualTo(60);
        for (EpochResult result : recorder.results) {
            assertThat(result.zeroErrorEpoch())
                    .isEqualTo(result.epoch() < zeroErrorEpoch ? OptionalInt.empty() : OptionalInt.of(zeroErrorEpoch));
            assertThat(result.isZeroErrorEpoch()).isEqualTo(result.epoch() == zeroErrorEpoch);
            assertThat(result.inTerminalPhase()).isEqualTo(result.epoch() >= zeroErrorEpoch);
            assertThat(result.isLastEpoch()).isEqualTo(result.epoch() == 60);
        }
    }

    @Test
    void trainingStopsAfterEpochsPastZeroErrorOrAtMaxEpochs() {
        Experiment unlimited = easy(new TrainingSpec(60, 5, null));
        int zeroErrorEpoch = train(unlimited, TinyExperiments.network(unlimited), new ResultRecorder())
                .zeroErrorEpoch()
                .orElseThrow();

        for (int epochsPast : new int[] {0, 3}) {
            Experiment experiment = easy(new TrainingSpec(60, 5, epochsPast));
            EpochResult last = train(experiment, TinyExperiments.network(experiment), new ResultRecorder());
            assertThat(last.epoch()).isEqualTo(zeroErrorEpoch + epochsPast);
            assertThat(last.isLastEpoch()).isTrue();
        }
        Experiment bounded = easy(new TrainingSpec(zeroErrorEpoch - 1, 5, 3));
        assertThat(train(bounded, TinyExperiments.network(bounded), new ResultRecorder())
                        .epoch())
                .isEqualTo(zeroErrorEpoch - 1);
    }

    @Test
    void hooksReceiveEventsInOrder() {
        Experiment experiment = easy(new TrainingSpec(2, 12, null));
        List<String> events = new ArrayList<>();
        TrainingHook first = new RecordingHook("a", events);
        TrainingHook second = new RecordingHook("b", events);

        train(experiment, TinyExperiments.network(experiment), new CompositeTrainingHook(List.of(first, second)));

        assertThat(events)
                .containsExactly(
                        "a started 0",
                        "b started 0",
                        "a 1: 1/2",
                        "b 1: 1/2",
                        "a 1: 2/2",
                        "b 1: 2/2",
                        "a ended 1",
                        "b ended 1",
                        "a 2: 1/2",
                        "b 2: 1/2",
                        "a 2: 2/2",
                        "b 2: 2/2",
                        "a ended 2",
                        "b ended 2");
    }

    @Test
    void exceptionOfHookEndsTraining() {
        Experiment experiment = easy(new TrainingSpec(2, 12, null));
        assertThatThrownBy(() -> train(experiment, TinyExperiments.network(experiment), new TrainingHook() {
                    @Override
                    public void stepEnded(int epoch, int step, int steps) {
                        throw new IllegalStateException("disk full");
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("disk full");
    }

    @Test
    void divergenceMessageHasEpochAndStep() {
        Experiment experiment = diverging(5);
        assertThatThrownBy(() -> train(experiment, TinyExperiments.network(experiment), new ResultRecorder()))
                .isInstanceOf(DivergedException.class)
                .hasMessageContainingAll("step 2 of 5 in epoch 1", "1.0E39");
    }

    @Test
    void nonFiniteWeightsAfterLastStepAreDivergence() {
        // One step per epoch; the loss of this step is still finite.
        Experiment experiment = diverging(23);
        ResultRecorder recorder = new ResultRecorder();
        assertThatThrownBy(() -> train(experiment, TinyExperiments.network(experiment), recorder))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("step 1 of 1 in epoch 1");
        assertThat(recorder.results).hasSize(1);
    }

    @Test
    void equalSeedsGiveBitwiseEqualParameters() {
        Experiment experiment =
                TinyExperiments.of(TinyNetworks.mlp(true, true, 5, 4), null, null, new TrainingSpec(3, 5, null), null);
        Network one = TinyExperiments.network(experiment);
        Network two = TinyExperiments.network(experiment);
        train(experiment, one, new ResultRecorder());
        train(experiment, two, new ResultRecorder());
        assertThat(two.parameters().dup().data().asFloat())
                .isEqualTo(one.parameters().dup().data().asFloat());
    }

    private static Experiment easy(TrainingSpec training) {
        return TinyExperiments.of(
                TinyNetworks.mlp(false, true, 8),
                new ObjectiveSpec(Loss.MSE, WeightDecay.uniform(1e-4), null),
                OptimizerSpec.sgd(0.02, 0.9, Schedule.COSINE, null, null),
                training,
                null);
    }

    private static Experiment diverging(int batchSize) {
        return TinyExperiments.of(
                TinyNetworks.mlp(false, true, 8),
                null,
                OptimizerSpec.sgd(1e39, 0.9, Schedule.MULTISTEP, List.of(), null),
                new TrainingSpec(3, batchSize, null),
                null);
    }

    private static EpochResult train(Experiment experiment, Network network, TrainingHook hook) {
        Optimizer optimizer = new Optimizer(network, Objective.of(experiment.objective()), experiment.optimizer(), 1);
        return new Trainer(
                        experiment,
                        network,
                        optimizer,
                        TrainingData.of(
                                new Dataset("tiny", TRAIN.shape(), List.of("a", "b", "c"), TRAIN, TRAIN, List.of())),
                        hook,
                        new StopSignal())
                .run(TrainingState.initial());
    }

    /** Counts the misclassified training samples with the current weights, in double precision. */
    private static int errors(Network network) {
        float[] images = new float[TRAIN.size() * INPUTS];
        for (int i = 0; i < TRAIN.size(); i++) {
            Standardizer.of(TRAIN).standardize(TRAIN, i, images, i * INPUTS);
        }
        return new ReferenceMlp(network, INPUTS, Loss.MSE)
                .backpropagate(images, TRAIN.labels(), TRAIN.size())
                .errors();
    }

    /** Records all results; index 0 is that of the initial network. */
    private static class ResultRecorder implements TrainingHook {
        final List<EpochResult> results = new ArrayList<>();

        @Override
        public void trainingStarted(EpochResult initial) {
            assertThat(initial.epoch()).isZero();
            results.add(initial);
        }

        @Override
        public void epochEnded(EpochResult result) {
            results.add(result);
        }
    }

    private record RecordingHook(String name, List<String> events) implements TrainingHook {
        @Override
        public void trainingStarted(EpochResult initial) {
            events.add(name + " started " + initial.epoch());
        }

        @Override
        public void stepEnded(int epoch, int step, int steps) {
            events.add(name + " " + epoch + ": " + step + "/" + steps);
        }

        @Override
        public void epochEnded(EpochResult result) {
            events.add(name + " ended " + result.epoch());
        }
    }
}
