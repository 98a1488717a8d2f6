package org.ncollapse.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Random;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.Factorizations;
import org.ncollapse.metrics.HeadInputs;
import org.ncollapse.metrics.LossAndError;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureConsumer;
import org.ncollapse.stats.FeatureSpool;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;

/**
 * What one pass over features computes, without a network: features of N samples stream by in batches of 128, as from
 * one.
 */
final class FeaturePassBenchmark implements CommandHandler {

    private static final int BATCH = 128;
    private static final int POOL = 64;
    private static final long SPOOL_BUDGET = 1L << 30;

    private final int samples;
    private final int classes;
    private final int width;
    private final Path scratch;
    private final float[][] features;
    private final int[][] labels;
    private final Head head;
    private FeatureStatistics latest;
    private HeadEvaluator scores;
    private SampleMetrics sampleScores;

    FeaturePassBenchmark(int samples, int width, int classes, Path scratch) {
        this.samples = samples;
        this.classes = classes;
        this.width = width;
        this.scratch = scratch;
        Random random = new Random(1);
        features = new float[POOL][BATCH * width];
        labels = new int[POOL][BATCH];
        double[] weights = random.doubles((long) classes * width, -0.1, 0.1).toArray();
        head = new Head(classes, width, weights, null);
        for (int batch = 0; batch < POOL; batch++) {
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
    public void handle(String command, int number, ObjectNode into) {
        Stopwatch watch = new Stopwatch();
        switch (command) {
            case "moments" -> {
                try (ClassMoments moments = new ClassMoments(classes, width)) {
                    stream(moments);
                    latest = moments.statistics();
                }
            }
            case "all-of-a-pass" -> {
                try (ClassMoments moments = new ClassMoments(classes, width);
                        HeadEvaluator seen = new HeadEvaluator(head);
                        FeatureSpool spool = new FeatureSpool(width, SPOOL_BUDGET, scratch)) {
                    stream(moments, seen, spool);
                    latest = moments.statistics();
                    scores = seen;
                    sampleScores = SampleMetrics.of(spool, seen, latest, latest);
                }
            }
            case "metrics" ->
                CollapseMetrics.of(
                        Factorizations.of(latest),
                        new HeadInputs(
                                head,
                                5e-4,
                                sampleScores,
                                new LossAndError(scores.mseLoss(), Double.NaN, scores.error())),
                        null,
                        0,
                        false);
            case "rank-update" -> {
                into.put("seconds", GemmSpeed.rankUpdateSeconds(samples, width));
                return;
            }
            // Reading the features once is the least that memory asks for.
            case "read" -> {
                into.put("seconds", 4.0 * samples * width / MemoryBandwidth.bytesPerSecond(Worker.THREADS));
                return;
            }
            default -> throw CommandHandler.unknownCommand(command);
        }
        into.put("seconds", watch.seconds());
    }

    private void stream(FeatureConsumer... receivers) {
        for (int batch = 0; batch * BATCH < samples; batch++) {
            int rows = Math.min(BATCH, samples - batch * BATCH);
            for (FeatureConsumer receiver : receivers) {
                receiver.accept(features[batch % POOL], labels[batch % POOL], rows);
            }
        }
    }
}
