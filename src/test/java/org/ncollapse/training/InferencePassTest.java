package org.ncollapse.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.network.TinyNetworks;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.TrainingSpec;
import org.ncollapse.stats.FeatureConsumer;
import org.ncollapse.stats.Head;

/**
 * The pass as it is where a card computes; the network is on the processor all the same, which the pass cannot tell.
 */
class InferencePassTest {

    private static final ComputeSpec CARD = new ComputeSpec(new Device(0), 1, null);
    private static final List<String> TAPS = List.of("penultimate", "hidden1");

    /** Batches of 512: the fourth is short. */
    private static final ImageSplit IMAGES = TinyExperiments.images(1700, 1);

    private final Network network = TinyExperiments.network(
            TinyExperiments.of(TinyNetworks.mlp(false, true, 7, 4), null, null, new TrainingSpec(1, 5, null), null));
    private final StopSignal interruption = new StopSignal();

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 1);
    }

    private InferencePass pass(ComputeSpec compute) {
        return new InferencePass(network, Standardizer.of(IMAGES), interruption, compute);
    }

    /** What a tap's receiver was given, and on which threads. */
    private static final class Received implements FeatureConsumer {
        private final int width;
        private final List<Float> features = new ArrayList<>();
        private final List<Integer> labels = new ArrayList<>();
        private final List<String> threads = new ArrayList<>();

        private Received(int width) {
            this.width = width;
        }

        @Override
        public void accept(float[] block, int[] classes, int rows) {
            for (int i = 0; i < rows * width; i++) {
                features.add(block[i]);
            }
            Arrays.stream(classes, 0, rows).forEach(labels::add);
            threads.add(Thread.currentThread().getName());
        }
    }

    private List<Received> received(ComputeSpec compute) {
        List<Received> received =
                TAPS.stream().map(tap -> new Received(network.tapWidth(tap))).toList();
        pass(compute).run(IMAGES, TAPS, received);
        return received;
    }

    @Test
    void everyBatchArrivesInOrderBesideTheNextOneToTheBitAsWithoutACard() {
        List<Received> beside = received(CARD);
        List<Received> within = received(new ComputeSpec(null, 1, null));
        for (int tap = 0; tap < TAPS.size(); tap++) {
            assertThat(beside.get(tap).features)
                    .hasSize(1700 * network.tapWidth(TAPS.get(tap)))
                    .isEqualTo(within.get(tap).features);
            assertThat(beside.get(tap).labels)
                    .isEqualTo(Arrays.stream(IMAGES.labels()).boxed().toList());
            assertThat(beside.get(tap).threads).hasSize(4).containsOnly("follower");
            assertThat(within.get(tap).threads)
                    .hasSize(4)
                    .containsOnly(Thread.currentThread().getName());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void aReceiversFailureEndsThePassAsItIs(int failing) {
        AtomicInteger blocks = new AtomicInteger();
        List<FeatureConsumer> receivers = List.of((features, labels, rows) -> {
            if (blocks.incrementAndGet() == failing) {
                throw new IllegalStateException("disk full");
            }
        });
        assertThatThrownBy(() -> pass(CARD).run(IMAGES, List.of("penultimate"), receivers))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("disk full");
        assertThat(blocks).hasValue(failing);
        List<FeatureConsumer> starved = List.of((features, labels, rows) -> {
            throw new OutOfMemoryError("room");
        });
        assertThatThrownBy(() -> pass(CARD).run(IMAGES, List.of("penultimate"), starved))
                .isExactlyInstanceOf(OutOfMemoryError.class)
                .hasMessage("room");
    }

    @Test
    void anInterruptionEndsThePassAndNothingIsTakenBehindIt() {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        List<FeatureConsumer> receivers = List.of((features, labels, rows) -> {
            begun.incrementAndGet();
            interruption.request();
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            ended.incrementAndGet();
        });
        assertThatThrownBy(() -> pass(CARD).run(IMAGES, List.of("penultimate"), receivers))
                .isInstanceOf(InterruptedTrainingException.class);
        // What the receiver works on may be freed now.
        assertThat(ended).hasValue(begun.get());
        assertThat(begun.get()).isBetween(1, 2);
    }

    /** Labels are what the network decides, but perhaps for one: in the first batch, the last, or none. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 600, 1699})
    void theSearchForAnErrorFindsIt(int wrong) {
        int[] labels = new int[IMAGES.size()];
        int[] next = {0};
        HeadLogits logits = new HeadLogits(network.head());
        pass(CARD).run(IMAGES, List.of("penultimate"), List.<FeatureConsumer>of((block, classes, rows) -> {
            for (int row = 0; row < rows; row++) {
                labels[next[0]++] = logits.decision(block, row);
            }
        }));
        if (wrong >= 0) {
            labels[wrong] = (labels[wrong] + 1) % TinyExperiments.CLASSES;
        }
        ImageSplit decided = new ImageSplit(IMAGES.shape(), IMAGES.pixels(), labels);
        assertThat(pass(CARD).hasZeroError(decided)).isEqualTo(wrong < 0);
        assertThat(pass(new ComputeSpec(null, 1, null)).hasZeroError(decided)).isEqualTo(wrong < 0);
    }

    private record HeadLogits(Head head) {
        private int decision(float[] block, int row) {
            double[] values = new double[head.width()];
            for (int i = 0; i < values.length; i++) {
                values[i] = block[row * values.length + i];
            }
            double[] logits = new double[head.classes()];
            head.logits(values, 1, logits);
            return Head.argmax(logits, 0, logits.length);
        }
    }
}
