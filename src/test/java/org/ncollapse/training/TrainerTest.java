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
import org.ncollapse.network.ParameterBlock;
import org.ncollapse.network.ParameterBlock.Role;
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

    /** Batches of 5 leave one of 3. */
    private static final ImageSplit TRAIN = TinyExperiments.images(23, 1);

    private static final int INPUTS = 9;

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 1);
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void isGradientDescentOnTheObjectiveByItsDefinition(Loss loss) {
        Experiment experiment = TinyExperiments.of(
                TinyNetworks.mlp(false, true, 5, 4),
                new ObjectiveSpec(loss, new WeightDecay(0.01, 0.02, 0.0, 0.03)),
                new OptimizerSpec(0.05, 0.9, Schedule.MULTISTEP, List.of(new Fraction(1, 2)), 0.1),
                new TrainingSpec(4, 5, null),
                null);
        Network network = TinyExperiments.network(experiment);
        ReferenceMlp reference = new ReferenceMlp(network, INPUTS, loss);
        Recording recording = new Recording();

        train(experiment, network, recording);

        List<EpochResult> outcomes = recording.outcomes;
        double[] velocity = new double[reference.parameters().length];
        for (int epoch = 1; epoch <= 4; epoch++) {
            double rate = epoch <= 2 ? 0.05 : 0.005;
            descend(
                    reference,
                    epoch,
                    rate,
                    velocity,
                    lambdas(network, experiment.objective().weightDecay()),
                    outcomes.get(epoch));
            assertThat(outcomes.get(epoch).learningRate()).isCloseTo(rate, within(1e-15));
        }
        double[] trained = network.parameters().dup().data().asDouble();
        assertThat(trained).containsExactly(reference.parameters(), within(2e-5));
    }

    /**
     * Runs one epoch of the reference in the trainer's order, each batch's gradient divided by that batch's size, and
     * compares the epoch's result.
     */
    private static void descend(
            ReferenceMlp reference, int epoch, double rate, double[] velocity, double[] lambdas, EpochResult outcome) {
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
        assertThat(outcome.loss()).isCloseTo(loss / 23, within(1e-5));
        assertThat(outcome.error()).isEqualTo(errors / 23.0);
    }

    private static double[] lambdas(Network network, WeightDecay decay) {
        double[] lambdas = new double[(int) network.parameters().length()];
        for (ParameterBlock block : network.parameterBlocks()) {
            double lambda = block.role() == Role.HEAD_WEIGHT
                    ? decay.head()
                    : block.role() == Role.BIAS ? decay.biases() : decay.weights();
            Arrays.fill(lambdas, block.offset(), block.offset() + block.length(), lambda);
        }
        return lambdas;
    }

    @Test
    void theZeroEpochIsTheFirstWhoseFixedWeightsMisclassifyNothing() {
        Experiment experiment = easy(new TrainingSpec(60, 5, null));
        Network network = TinyExperiments.network(experiment);
        List<Integer> errors = new ArrayList<>();
        Recording recording = new Recording() {
            @Override
            public void epochEnded(EpochResult outcome) {
                super.epochEnded(outcome);
                errors.add(errors(network));
            }
        };

        EpochResult last = train(experiment, network, recording);

        int zero = errors.indexOf(0) + 1;
        // Zero error is reached, but not in the first epoch.
        assertThat(zero).isBetween(2, 59);
        assertThat(last.zeroErrorEpoch()).hasValue(zero);
        assertThat(last.epoch()).isEqualTo(60);
        for (EpochResult outcome : recording.outcomes) {
            assertThat(outcome.zeroErrorEpoch())
                    .isEqualTo(outcome.epoch() < zero ? OptionalInt.empty() : OptionalInt.of(zero));
            assertThat(outcome.isZeroErrorEpoch()).isEqualTo(outcome.epoch() == zero);
            assertThat(outcome.inTerminalPhase()).isEqualTo(outcome.epoch() >= zero);
            assertThat(outcome.last()).isEqualTo(outcome.epoch() == 60);
        }
    }

    @Test
    void trainingEndsSoManyEpochsPastZeroErrorOrAtTheBound() {
        Experiment whole = easy(new TrainingSpec(60, 5, null));
        int zero = train(whole, TinyExperiments.network(whole), new Recording())
                .zeroErrorEpoch()
                .orElseThrow();

        for (int past : new int[] {0, 3}) {
            Experiment experiment = easy(new TrainingSpec(60, 5, past));
            EpochResult last = train(experiment, TinyExperiments.network(experiment), new Recording());
            assertThat(last.epoch()).isEqualTo(zero + past);
            assertThat(last.last()).isTrue();
        }
        Experiment bounded = easy(new TrainingSpec(zero - 1, 5, 3));
        assertThat(train(bounded, TinyExperiments.network(bounded), new Recording())
                        .epoch())
                .isEqualTo(zero - 1);
    }

    @Test
    void hooksHearOfEveryMomentInTurn() {
        Experiment experiment = easy(new TrainingSpec(2, 12, null));
        List<String> heard = new ArrayList<>();
        TrainingHook first = new Told("a", heard);
        TrainingHook second = new Told("b", heard);

        train(experiment, TinyExperiments.network(experiment), new CompositeTrainingHook(List.of(first, second)));

        assertThat(heard)
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
    void aHooksFailureEndsTheRun() {
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
    void divergenceIsToldWithEpochAndStep() {
        Experiment experiment = diverging(5);
        assertThatThrownBy(() -> train(experiment, TinyExperiments.network(experiment), new Recording()))
                .isInstanceOf(DivergedException.class)
                .hasMessageContainingAll("step 2 of 5 in epoch 1", "1.0E39");
    }

    @Test
    void weightsRuinedByAnEpochsLastStepEndTheRunToo() {
        // One step per epoch; the loss of this step is still finite.
        Experiment experiment = diverging(23);
        Recording recording = new Recording();
        assertThatThrownBy(() -> train(experiment, TinyExperiments.network(experiment), recording))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("step 1 of 1 in epoch 1");
        assertThat(recording.outcomes).hasSize(1);
    }

    @Test
    void equalSeedsGiveEqualBits() {
        Experiment experiment =
                TinyExperiments.of(TinyNetworks.mlp(true, true, 5, 4), null, null, new TrainingSpec(3, 5, null), null);
        Network one = TinyExperiments.network(experiment);
        Network two = TinyExperiments.network(experiment);
        train(experiment, one, new Recording());
        train(experiment, two, new Recording());
        assertThat(two.parameters().dup().data().asFloat())
                .isEqualTo(one.parameters().dup().data().asFloat());
    }

    private static Experiment easy(TrainingSpec training) {
        return TinyExperiments.of(
                TinyNetworks.mlp(false, true, 8),
                new ObjectiveSpec(Loss.MSE, WeightDecay.uniform(1e-4)),
                new OptimizerSpec(0.02, 0.9, Schedule.COSINE, null, null),
                training,
                null);
    }

    private static Experiment diverging(int batchSize) {
        return TinyExperiments.of(
                TinyNetworks.mlp(false, true, 8),
                null,
                new OptimizerSpec(1e39, 0.9, Schedule.MULTISTEP, List.of(), null),
                new TrainingSpec(3, batchSize, null),
                null);
    }

    private static EpochResult train(Experiment experiment, Network network, TrainingHook hook) {
        MomentumSgd optimizer = new MomentumSgd(
                network,
                Objective.of(experiment.objective()),
                experiment.optimizer().momentum(),
                1);
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

    /** Misclassified training samples of the network with its current weights, in double precision. */
    private static int errors(Network network) {
        float[] images = new float[TRAIN.size() * INPUTS];
        for (int i = 0; i < TRAIN.size(); i++) {
            Standardizer.of(TRAIN).standardize(TRAIN, i, images, i * INPUTS);
        }
        return new ReferenceMlp(network, INPUTS, Loss.MSE)
                .backpropagate(images, TRAIN.labels(), TRAIN.size())
                .errors();
    }

    /** Every result; index 0 is that of the initial network. */
    private static class Recording implements TrainingHook {
        final List<EpochResult> outcomes = new ArrayList<>();

        @Override
        public void trainingStarted(EpochResult initial) {
            assertThat(initial.epoch()).isZero();
            outcomes.add(initial);
        }

        @Override
        public void epochEnded(EpochResult outcome) {
            outcomes.add(outcome);
        }
    }

    private record Told(String name, List<String> heard) implements TrainingHook {
        @Override
        public void trainingStarted(EpochResult initial) {
            heard.add(name + " started " + initial.epoch());
        }

        @Override
        public void stepEnded(int epoch, int step, int steps) {
            heard.add(name + " " + epoch + ": " + step + "/" + steps);
        }

        @Override
        public void epochEnded(EpochResult outcome) {
            heard.add(name + " ended " + outcome.epoch());
        }
    }
}
