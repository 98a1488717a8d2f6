package org.ncollapse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.stats.FeatureBuffer;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;

/**
 * The numbers that the published programs themselves give for reference.csv, whose classes have unequal sizes: see
 * published.py next to it. Some of them add a machine epsilon to norms, or compute parts in single precision.
 */
class PublishedCodeTest {

    private static final double TOLERANCE = 1e-8;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rhubarbwu | nc1_pinv | 0.03603241888914553
            rhubarbwu | nc1_svd | 0.03603241888914553
            rhubarbwu | nc1_quot | 0.12365339912687968
            rhubarbwu | nc1_cdnv | 0.04948396502769543
            rhubarbwu | nc2_etf_err | 0.45425605327007323
            rhubarbwu | nc2g_dist | 0.026718502312930336
            rhubarbwu | nc2g_log | 0.01077180302378857
            rhubarbwu | nc3_dual_err | 1.0087510706486786
            rhubarbwu | nc3u_uni_dual | 3.0265792742172977
            rhubarbwu | nc4_agree | 0.6666666666666666
            rhubarbwu | nc5_ood_dev | 0.21596449929691794
            zhao | norm(last_layer_rowsum) | 5.288493826054377
            zhao | NC1 | 0.03603241888914553
            zhao | NC2n | 0.1577832133920621
            zhao | NC2a | 0.228403554048957
            zhao | NC2 | 0.45425605327007323
            zhao | NC2W | 0.5489758645410412
            zhao | NC2Wn | 0.23659621515462176
            zhao | NC2Wa | 0.22939118645938306
            zhao | NC2M | 1.0087510706486786
            zhao | NC3 | 1.2986946694690862
            zhao | NC4 | 0.6666666666666666
            tding1 | collapse_metric | 0.03551939149749877
            tding1 | ETF_metric | 0.5489758645410412
            tding1 | WH_relation_metric | 1.0132231984672082
            tding1 | Wh_b_relation_metric | 4.199242889983811
            tding1 | train_acc1 | 55.55555555555556
            glbreeze | acc | 0.5555555555555556
            glbreeze | ncc_mismatch | 0.4444444444444444
            glbreeze | nc1 | 0.1441296755565821
            glbreeze | nc2_norm_h | 0.157783213392062
            glbreeze | nc2_norm_w | 0.23659621515462176
            glbreeze | nc2_cos_h | 0.22840355430089554
            glbreeze | nc2_cos_w | 0.22939118652907117
            glbreeze | nc2_h | 0.4542560532700732
            glbreeze | nc2_w | 0.5489758645410412
            glbreeze | nc3 | 1.6866078445074195
            glbreeze | nc3_1 | 1.0087510706486786
            glbreeze | nc3_2 | 1.2677382857339126
            glbreeze | w_mnorm | 3.2812681161654034
            glbreeze | h_mnorm | 2.6987013837783334
            papyan | Sw_invSb | 0.1441296755565822
            papyan | norm_M_CoV | 0.157783213392062
            papyan | norm_W_CoV | 0.23659621515462176
            papyan | cos_M | 0.22840355430089554
            papyan | cos_W | 0.22939118652907117
            papyan | W_M_dist | 1.6866078445074195
            papyan | NCC_mismatch | 0.4444444444444444
            papyan | accuracy | 0.5555555555555556
            """)
    void valueIsThatOfTheProgramItself(String code, String name, double expected) {
        // The two that compute decisions without the bias are compared on a head that has none.
        boolean bias = !name.equals("nc4_agree") && !name.equals("NC4");
        assertThat(metric(code, name).value(layer(bias))).isCloseTo(expected, within(TOLERANCE * expected));
    }

    @Test
    void decisionsWithoutTheBiasAreUnknownForAHeadWithOne() {
        assertThat(metric("rhubarbwu", "nc4_agree").value(layer(true))).isNaN();
    }

    @Test
    void metricsOfTheHeadAreNaNWithoutHead() {
        FeatureStatistics statistics = ReferenceData.statistics();
        CollapseMetrics metrics = CollapseMetrics.of(Factorizations.of(statistics), null, null, .1, false);
        PublishedMetric.Layer layer = new PublishedMetric.Layer(statistics, null, metrics);
        assertThat(metric("zhao", "NC2Wa").value(layer)).isNaN();
        assertThat(metric("tding1", "WH_relation_metric").value(layer)).isNaN();
        assertThat(metric("tding1", "collapse_metric").value(layer)).isCloseTo(.03551939149749877, within(1e-12));
    }

    @Test
    void equalClassSizes() {
        Features equal = equalSizes();
        PublishedMetric.Layer layer = layer(equal, ReferenceData.head(true), .01);
        assertThat(metric("tding1", "collapse_metric").value(layer))
                .as("the mean of the samples is that of the class means")
                .isCloseTo(layer.value(MetricColumn.NC1), within(1e-12));
        // The notebook's weight_decay is .02.
        assertThat(metric("papyan", "LNC1").value(layer)).isCloseTo(0.010479166704483161, within(1e-10));
        assertThat(metric("papyan", "LNC23").value(layer)).isCloseTo(0.0003671851283478945, within(1e-10));
        assertThat(metric("papyan", "Lperp").value(layer)).isCloseTo(14.22650168980813, within(1e-8));
        assertThat(metric("papyan", "LNC1").value(layer(true)))
                .as("unequal sizes")
                .isNaN();
    }

    @Test
    void documentListsThePublishedMetrics() throws IOException {
        List<String> expected = new ArrayList<>();
        for (PublishedCode code : PublishedCode.values()) {
            for (PublishedMetric metric : code.metrics()) {
                expected.add("| `%s` | %s | %s |".formatted(metric.name(), metric.definition(), metric.relation()));
            }
        }
        List<String> documented = Files.readAllLines(Path.of("docs/definitions.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(documented).isEqualTo(expected);
        assertThat(Files.readString(Path.of("docs/definitions.md")))
                .contains(List.of(PublishedCode.values()).stream()
                        .map(code -> "## `--as " + code + "`: " + code.source())
                        .toList());
    }

    private static PublishedMetric metric(String code, String name) {
        return List.of(PublishedCode.values()).stream()
                .filter(candidate -> candidate.toString().equals(code))
                .flatMap(candidate -> candidate.metrics().stream())
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private record Features(double[] values, int[] labels) {

        FeatureStatistics statistics() {
            return ReferenceData.statistics(values, labels, ReferenceData.CLASSES, ReferenceData.WIDTH);
        }
    }

    /** Six samples of each class; of class 1, which has five, the first one twice. */
    private static Features equalSizes() {
        List<Integer> rows = new ArrayList<>();
        for (int k = 0; k < ReferenceData.CLASSES; k++) {
            int label = k;
            List<Integer> all = IntStream.range(0, ReferenceData.LABELS.length)
                    .filter(i -> ReferenceData.LABELS[i] == label)
                    .boxed()
                    .toList();
            rows.addAll(all.size() == 5 ? all.subList(0, 1) : List.of());
            rows.addAll(all.subList(0, Math.min(6, all.size())));
        }
        return new Features(
                rows.stream()
                        .flatMapToDouble(i -> Arrays.stream(
                                ReferenceData.FEATURES, i * ReferenceData.WIDTH, (i + 1) * ReferenceData.WIDTH))
                        .toArray(),
                rows.stream().mapToInt(i -> ReferenceData.LABELS[i]).toArray());
    }

    private PublishedMetric.Layer layer(boolean bias) {
        return layer(new Features(ReferenceData.FEATURES, ReferenceData.LABELS), ReferenceData.head(bias), 0);
    }

    private PublishedMetric.Layer layer(Features features, Head head, double weightDecay) {
        FeatureStatistics statistics = features.statistics();
        double[] oodMean = new double[ReferenceData.WIDTH];
        for (int i = 0; i < ReferenceData.OUT_OF_DISTRIBUTION.length; i++) {
            oodMean[i % oodMean.length] += ReferenceData.OUT_OF_DISTRIBUTION[i] / 10;
        }
        float[] rounded = new float[features.values().length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) features.values()[i];
        }
        try (FeatureBuffer buffer = new FeatureBuffer(ReferenceData.WIDTH, 0, folder);
                HeadEvaluator evaluator = new HeadEvaluator(head)) {
            buffer.accept(rounded, features.labels(), features.labels().length);
            evaluator.accept(features.values(), features.labels(), features.labels().length);
            SampleMetrics samples = SampleMetrics.of(buffer, evaluator, statistics, statistics);
            return new PublishedMetric.Layer(
                    statistics,
                    head,
                    CollapseMetrics.of(
                            Factorizations.of(statistics),
                            HeadInputs.mse(evaluator, samples, Double.NaN, weightDecay),
                            oodMean,
                            .1,
                            false));
        }
    }
}
