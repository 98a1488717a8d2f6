package org.ncollapse.metrics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadEvaluator;

/**
 * The arrays of reference.csv: 27 features of width 12 in 4 classes, a head, a bias and ten features out of
 * distribution.
 */
final class ReferenceData {
    static final int CLASSES = 4;
    static final int WIDTH = 12;

    private static final List<String[]> LINES = lines();

    static final int[] LABELS = LINES.stream()
            .filter(line -> line[0].startsWith("H"))
            .mapToInt(line -> Integer.parseInt(line[0].substring(1)))
            .toArray();
    static final double[] FEATURES = values("H");
    static final double[] WEIGHTS = values("W");
    static final double[] BIAS = values("b");
    static final double[] OUT_OF_DISTRIBUTION = values("O");

    private ReferenceData() {}

    static FeatureStatistics statistics() {
        return statistics(FEATURES, LABELS, CLASSES, WIDTH);
    }

    static FeatureStatistics statistics(double[] features, int[] labels, int classes, int width) {
        ClassMoments moments = new ClassMoments(classes, width);
        moments.accept(features, labels, labels.length);
        return moments.statistics();
    }

    static Head head(boolean bias) {
        return new Head(CLASSES, WIDTH, WEIGHTS, bias ? BIAS : null);
    }

    static HeadEvaluator evaluator(boolean bias) {
        HeadEvaluator evaluator = new HeadEvaluator(head(bias));
        evaluator.accept(FEATURES, LABELS, LABELS.length);
        return evaluator;
    }

    private static double[] values(String kind) {
        return LINES.stream()
                .filter(line -> line[0].startsWith(kind))
                .flatMapToDouble(line -> Arrays.stream(line).skip(1).mapToDouble(Double::parseDouble))
                .toArray();
    }

    private static List<String[]> lines() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                ReferenceData.class.getResourceAsStream("reference.csv"), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(","))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
