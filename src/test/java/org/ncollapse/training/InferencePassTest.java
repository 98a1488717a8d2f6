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

/** Runs passes with the GPU setting on the CPU: the pass only reads the setting. */
class InferencePassTest {

    private static final ComputeSpec GPU = new ComputeSpec(new Device(0), 1, null);
    private static final List<String> TAPS = List.of("penultimate", "hidden1");

    /** Batches of 512, of which the fourth is smaller. */
    private static final ImageSplit IMAGES = TinyExperiments.images(1700, 1);

    private final Network network = TinyExperiments.network(
            TinyExperiments.of(TinyNetworks.mlp(false, true, 7, 4), null, null, new TrainingSpec(1, 5, null), null));
    private final StopSignal stopSignal = new StopSignal();

    @BeforeAll
    static void backend() {
        Backend.initialize(Device.CPU, 1);
    }

    private InferencePass pass(ComputeSpec compute) {
        return new InferencePass(network, Standardizer.of(IMAGES), stopSignal, compute);
    }

    /** What a tap's consumer has received, and on which threads. */
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
    void batchesArriveInOrderAndEqualOnCpuAndGpu() {
        List<Received> asynchronous = received(GPU);
        List<Received> synchronous = received(new ComputeSpec(null, 1, null));
        for (int tap = 0; tap < TAPS.size(); tap++) {
            assertThat(asynchronous.get(tap).features)
                    .hasSize(1700 * network.tapWidth(TAPS.get(tap)))
                    .isEqualTo(synchronous.get(tap).features);
            assertThat(asynchronous.get(tap).labels)
                    .isEqualTo(Arrays.stream(IMAGES.labels()).boxed().toList());
            assertThat(asynchronous.get(tap).threads).hasSize(4).containsOnly("async-consumer");
            assertThat(synchronous.get(tap).threads)
                    .hasSize(4)
                    .containsOnly(Thread.currentThread().getName());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void exceptionOfConsumerEndsPass(int failing) {
        AtomicInteger blocks = new AtomicInteger();
        List<FeatureConsumer> consumers = List.of((features, labels, rows) -> {
            if (blocks.incrementAndGet() == failing) {
                throw new IllegalStateException("disk full");
            }
        });
        assertThatThrownBy(() -> pass(GPU).run(IMAGES, List.of("penultimate"), consumers))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("disk full");
        assertThat(blocks).hasValue(failing);
        List<FeatureConsumer> outOfMemory = List.of((features, labels, rows) -> {
            throw new OutOfMemoryError("out of memory");
        });
        assertThatThrownBy(() -> pass(GPU).run(IMAGES, List.of("penultimate"), outOfMemory))
                .isExactlyInstanceOf(OutOfMemoryError.class)
                .hasMessage("out of memory");
    }

    @Test
    void stopRequestEndsPassAfterCurrentBatch() {
        AtomicInteger started = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        List<FeatureConsumer> consumers = List.of((features, labels, rows) -> {
            started.incrementAndGet();
            stopSignal.request();
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            ended.incrementAndGet();
        });
        assertThatThrownBy(() -> pass(GPU).run(IMAGES, List.of("penultimate"), consumers))
                .isInstanceOf(InterruptedTrainingException.class);
        // The consumer's memory may be freed now.
        assertThat(ended).hasValue(started.get());
        assertThat(started.get()).isBetween(1, 2);
    }

    /** Labels equal the network's predictions, except for one sample in the first or last batch, or for none. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 600, 1699})
    void hasZeroErrorFindsOneMisclassifiedSample(int wrong) {
        int[] labels = new int[IMAGES.size()];
        int[] next = {0};
        HeadLogits logits = new HeadLogits(network.head());
        pass(GPU).run(IMAGES, List.of("penultimate"), List.<FeatureConsumer>of((block, classes, rows) -> {
            for (int row = 0; row < rows; row++) {
                labels[next[0]++] = logits.prediction(block, row);
            }
        }));
        if (wrong >= 0) {
            labels[wrong] = (labels[wrong] + 1) % TinyExperiments.CLASSES;
        }
        ImageSplit split = new ImageSplit(IMAGES.shape(), IMAGES.pixels(), labels);
        assertThat(pass(GPU).hasZeroError(split)).isEqualTo(wrong < 0);
        assertThat(pass(new ComputeSpec(null, 1, null)).hasZeroError(split)).isEqualTo(wrong < 0);
    }

    private record HeadLogits(Head head) {
        private int prediction(float[] block, int row) {
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
