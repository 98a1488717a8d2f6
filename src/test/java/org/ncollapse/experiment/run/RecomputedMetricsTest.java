package org.ncollapse.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.Factorizations;
import org.ncollapse.metrics.HeadInputs;
import org.ncollapse.metrics.LossAndError;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.stats.FeatureBuffer;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;
import org.ncollapse.training.EpochResult;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The metrics of a finished run, computed again from its saved features and network. */
class RecomputedMetricsTest {

    private static final List<String> TAPS = List.of("penultimate", "previous");
    private static final List<String> SPLITS = List.of("train", "test");

    private static final double FEATURE_DECAY = 2e-4;

    @TempDir
    private static Path home;

    private static Path export;
    private static EpochResult result;
    private static List<CSVRecord> metrics;

    @BeforeAll
    static void run() throws IOException {
        result = TinyRun.run(home, "objective.featureDecay=" + FEATURE_DECAY);
        export = home.resolve("notebooks-export/tiny");
        metrics = TinyRun.rows(export.resolve("metrics.csv"));
    }

    private static CSVRecord row(int epoch, String tap, String split) {
        return metrics.stream()
                .filter(row -> row.get("epoch").equals(Integer.toString(epoch))
                        && row.get("layer").equals(tap)
                        && row.get("split").equals(split))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void savedFeaturesGiveRowOfRun() throws IOException {
        for (int epoch : List.of(result.zeroErrorEpoch().orElseThrow(), result.epoch())) {
            for (String tap : TAPS) {
                FeatureStatistics training =
                        SavedFeatureFile.read(export, epoch, tap, "train").statistics();
                for (String split : SPLITS) {
                    SavedFeatureFile file = SavedFeatureFile.read(export, epoch, tap, split);
                    CollapseMetrics recomputed = CollapseMetrics.of(
                            Factorizations.of(file.statistics()), headInputs(file, training), null, Double.NaN, true);
                    CSVRecord row = row(epoch, tap, split);
                    for (MetricColumn column : MetricColumn.values()) {
                        if (Set.of("nc5_ood", "learning_rate", "objective", "error")
                                .contains(column.columnName())) {
                            continue;
                        }
                        double value = column.value(recomputed);
                        String cell = row.get(column.columnName());
                        if (Double.isNaN(value)) {
                            assertThat(cell).as(epoch + tap + split + column).isEmpty();
                        } else {
                            assertThat(Double.parseDouble(cell))
                                    .as(epoch + tap + split + column)
                                    .isEqualTo(value, within(Math.max(1e-12, 1e-9 * Math.abs(value))));
                        }
                    }
                }
            }
        }
    }

    private static HeadInputs headInputs(SavedFeatureFile file, FeatureStatistics training) throws IOException {
        if (file.head() == null) {
            return null;
        }
        try (FeatureBuffer buffer = new FeatureBuffer(SavedFeatureFile.WIDTH, 1 << 24, home)) {
            HeadEvaluator evaluated = new HeadEvaluator(file.head());
            buffer.accept(file.features(), file.labels(), file.labels().length);
            evaluated.accept(file.features(), file.labels(), file.labels().length);
            return new HeadInputs(
                    file.head(),
                    OptionalDouble.of(file.weightDecay()),
                    SampleMetrics.of(buffer, evaluated, training, file.statistics()),
                    new LossAndError(file.loss(), Double.NaN, Double.NaN));
        }
    }

    @Test
    void objectiveIsLossPlusPenaltyOfSavedParametersAndFeatures() throws IOException {
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(
                home.resolve("models/tiny.zip").toFile());
        double penalty = 0;
        for (Layer layer : graph.getLayers()) {
            for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
                double lambda = switch (parameter.getKey()) {
                    case "W" -> layer.conf().getLayer().getLayerName().equals("head") ? TinyRun.HEAD : TinyRun.WEIGHTS;
                    case "b" -> TinyRun.BIASES;
                    case "gamma", "beta" -> TinyRun.NORMS;
                    case "mean", "var" -> 0;
                    default -> throw new AssertionError("unexpected parameter " + parameter.getKey());
                };
                for (double value : parameter.getValue().dup('c').data().asDouble()) {
                    penalty += lambda / 2 * value * value;
                }
            }
        }
        SavedFeatureFile file = SavedFeatureFile.read(export, result.epoch(), "penultimate", "train");
        double featurePenalty = 0;
        for (float feature : file.features()) {
            featurePenalty += FEATURE_DECAY / 2 * feature * feature;
        }
        assertThat(featurePenalty).isGreaterThan(1e-3);
        penalty += featurePenalty;
        double loss = file.loss();
        CSVRecord last = row(result.epoch(), "penultimate", "train");
        assertThat(penalty).isGreaterThan(1e-3);
        assertThat(Double.parseDouble(last.get("loss"))).isEqualTo(loss, within(1e-9 * loss));
        assertThat(Double.parseDouble(last.get("objective")))
                .isEqualTo(loss + penalty, within(1e-9 * (loss + penalty)));
    }
}
