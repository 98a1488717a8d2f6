package org.ncollapse.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Random;
import org.ncollapse.metrics.HeadInputs;
import org.ncollapse.metrics.LayerMeasurement;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureBuffer;
import org.ncollapse.stats.FeatureConsumer;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;

/**
 * The computations of one pass over features, without a network: N samples are streamed in batches of 128, as from a
 * network.
 */
final class FeaturePassBenchmark implements CommandHandler {

    private static final int BATCH = 128;
    private static final int DISTINCT_BATCHES = 64;
    private static final long FEATURE_BUFFER_BYTES = 1L << 30;

    private final int samples;
    private final int classes;
    private final int width;
    private final Path temporaryFolder;
    private final float[][] features;
    private final int[][] labels;
    private final Head head;
    private FeatureStatistics statistics;
    private HeadEvaluator scores;
    private SampleMetrics sampleMetrics;

    FeaturePassBenchmark(int samples, int width, int classes, Path temporaryFolder) {
        this.samples = samples;
        this.classes = classes;
        this.width = width;
        this.temporaryFolder = temporaryFolder;
        Random random = new Random(1);
        features = new float[DISTINCT_BATCHES][BATCH * width];
        labels = new int[DISTINCT_BATCHES][BATCH];
        double[] weights = random.doubles((long) classes * width, -0.1, 0.1).toArray();
        head = new Head(classes, width, weights, null);
        for (int batch = 0; batch < DISTINCT_BATCHES; batch++) {
            for (int row = 0; row < BATCH; row++) {
                int label = random.nextInt(classes);
                labels[batch][row] = label;
                for (int j = 0; j < width; j++) {
                    features[batch][row * width + j] =
                            (float) (10 * weights[label * width + j] + 0.3 * random.nextGaussian());
                }
            }
        }
    }

    @Override
    public void handle(String command, int number, ObjectNode answer) {
        Stopwatch watch = new Stopwatch();
        switch (command) {
            case "moments" -> {
                try (ClassMoments moments = new ClassMoments(classes, width)) {
                    stream(moments);
                    statistics = moments.statistics();
                }
            }
            case "full-pass" -> {
                try (ClassMoments moments = new ClassMoments(classes, width);
                        HeadEvaluator evaluator = new HeadEvaluator(head);
                        FeatureBuffer buffer = new FeatureBuffer(width, FEATURE_BUFFER_BYTES, temporaryFolder)) {
                    stream(moments, evaluator, buffer);
                    statistics = moments.statistics();
                    scores = evaluator;
                    sampleMetrics = SampleMetrics.of(buffer, evaluator, statistics, statistics);
                }
            }
            case "metrics" ->
                LayerMeasurement.of(
                        statistics, HeadInputs.mse(scores, sampleMetrics, Double.NaN, 5e-4), null, 0, false);
            case "rank-update" -> {
                answer.put("seconds", GemmSpeed.rankUpdateSeconds(samples, width));
                return;
            }
            // Reading the features once is a lower bound set by the memory.
            case "read" -> {
                answer.put("seconds", 4.0 * samples * width / MemoryBandwidth.bytesPerSecond(Worker.THREADS));
                return;
            }
            default -> throw CommandHandler.unknownCommand(command);
        }
        answer.put("seconds", watch.seconds());
    }

    private void stream(FeatureConsumer... consumers) {
        for (int batch = 0; batch * BATCH < samples; batch++) {
            int rows = Math.min(BATCH, samples - batch * BATCH);
            for (FeatureConsumer consumer : consumers) {
                consumer.accept(features[batch % DISTINCT_BATCHES], labels[batch % DISTINCT_BATCHES], rows);
            }
        }
    }
}
