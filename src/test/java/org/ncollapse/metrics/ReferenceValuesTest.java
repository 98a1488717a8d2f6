package org.ncollapse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.stats.FeatureBuffer;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;

/**
 * Compares with twelve digits of an independent two-pass program in numpy, which was checked with 60 digits. The data
 * are reference.csv, without and with a bias, λ = .01. The features of the second pass are rounded to float32, as in a
 * {@link FeatureBuffer}: its margins agree to seven digits, and its fractions exactly.
 */
class ReferenceValuesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "nc0, 5.28849382605",
        "nc1, .0360324188891",
        "nc1_trace_ratio, .123653399127",
        "cdnv, .0494839650277",
        "vci, .0243767820327",
        "nc2_etf, .45425605327",
        "nc2_of, .530524807355",
        "equinorm, .136644271088",
        "equiangle, .258805667485",
        "maxangle, .228403554301",
        "nc2_uniformity, .0267185023129",
        "nc2_log_uniformity, .0107718030238",
        "global_mean_ratio, .228606158516",
        "stable_rank, 2.24733918159",
        "effective_rank, 3.64380807508",
        "nc5_ood, .215964499297",
        "nc2_etf_head, .548975864541",
        "nc2_of_head, .507380887259",
        "equinorm_head, .204898332763",
        "equiangle_head, .236222512357",
        "maxangle_head, .210561095535",
        "nc3_etf, 1.00875107065",
        "nc3_of, 1.02715506527",
        "nc3_distance, 1.68660784451",
        "nc3_distance_uncentered, 1.58817570103",
        "nc3_uniform_duality, 3.02657927422",
        "nc3_uniform_duality_cosine, .0416499904276",
        "head_bias_residual, 2.68103536627",
        "head_principal_angle, 80.1766788814",
        "mse_nc1, .0182199465702",
        "mse_nc23, .0010249721817",
        "mse_perp, 11.1180640038",
        "loss, 10.9129340586"
    })
    void withoutBias(String column, double expected) {
        assertRelative(value(column, false), expected, 1e-11);
    }

    @ParameterizedTest
    @CsvSource({
        "head_bias_residual, 3.29338586342",
        "mse_nc1, .0131374067609",
        "mse_nc23, .000549561116931",
        "mse_perp, 14.1680816162",
        "loss, 13.9479852768"
    })
    void withBias(String column, double expected) {
        assertRelative(value(column, true), expected, 1e-11);
    }

    @Test
    void crossEntropy() {
        assertRelative(ReferenceData.evaluator(false).crossEntropy(), 1.41913688838, 1e-11);
        assertRelative(ReferenceData.evaluator(true).crossEntropy(), 1.59085274674, 1e-11);
    }

    @Test
    void secondPass() {
        assertThat(secondPass(false).nc4Mismatch()).isEqualTo(9.0 / 27);
        assertThat(secondPass(true).nc4Mismatch()).isEqualTo(12.0 / 27);
        assertRelative(secondPass(false).marginP0(), -.423760210585, 1e-6);
        assertRelative(secondPass(false).marginP5(), -.373768636831, 1e-6);
        assertRelative(secondPass(false).marginP50(), .0227088315411, 1e-5);
    }

    private double value(String column, boolean bias) {
        double[] q = new double[ReferenceData.WIDTH];
        for (int i = 0; i < ReferenceData.OUT_OF_DISTRIBUTION.length; i++) {
            q[i % q.length] += ReferenceData.OUT_OF_DISTRIBUTION[i] / 10;
        }
        CollapseMetrics metrics = CollapseMetrics.of(
                Factorizations.of(ReferenceData.statistics()),
                HeadInputs.mse(ReferenceData.evaluator(bias), SampleMetrics.allNaN(), Double.NaN, .01),
                q,
                .1,
                false);
        for (MetricColumn candidate : MetricColumn.values()) {
            if (candidate.columnName().equals(column)) {
                return candidate.value(metrics);
            }
        }
        throw new AssertionError("no column " + column);
    }

    private SampleMetrics secondPass(boolean bias) {
        FeatureStatistics statistics = ReferenceData.statistics();
        float[] rounded = new float[ReferenceData.FEATURES.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) ReferenceData.FEATURES[i];
        }
        try (FeatureBuffer buffer = new FeatureBuffer(ReferenceData.WIDTH, 0, folder)) {
            HeadEvaluator evaluator = new HeadEvaluator(ReferenceData.head(bias));
            buffer.accept(rounded, ReferenceData.LABELS, ReferenceData.LABELS.length);
            evaluator.accept(rounded, ReferenceData.LABELS, ReferenceData.LABELS.length);
            return SampleMetrics.of(buffer, evaluator, statistics, statistics);
        }
    }

    private static void assertRelative(double actual, double expected, double tolerance) {
        assertThat(actual).isCloseTo(expected, within(tolerance * Math.abs(expected)));
    }
}
