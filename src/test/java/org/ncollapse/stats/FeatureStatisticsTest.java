package org.ncollapse.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class FeatureStatisticsTest {

    private static final int CLASSES = 4;
    private static final int WIDTH = 3;
    private static final int SAMPLES = 60;

    /**
     * Means that differ by 1e-6 at a distance of 1e3 from the origin: a mean in double precision has an error of 1e-13.
     */
    @Test
    void centeredMeansKeepDigitsAtLargeOffset() {
        Random random = new Random(1);
        double[] features = new double[SAMPLES * WIDTH];
        int[] labels = new int[SAMPLES];
        BigDecimal[][] means = new BigDecimal[CLASSES][WIDTH];
        int perClass = SAMPLES / CLASSES;
        for (int i = 0; i < SAMPLES; i++) {
            labels[i] = i % CLASSES;
            for (int j = 0; j < WIDTH; j++) {
                double value = 1e3 + 1e-6 * (labels[i] * (j + 1) + random.nextGaussian());
                features[i * WIDTH + j] = value;
                BigDecimal share = new BigDecimal(value).divide(BigDecimal.valueOf(perClass), MathContext.DECIMAL128);
                means[labels[i]][j] = i < CLASSES ? share : means[labels[i]][j].add(share);
            }
        }
        try (ClassMoments moments = new ClassMoments(CLASSES, WIDTH)) {
            moments.accept(features, labels, SAMPLES);
            DMatrixRMaj centered = moments.statistics().centeredMeans();
            for (int j = 0; j < WIDTH; j++) {
                BigDecimal global = BigDecimal.ZERO;
                for (int k = 0; k < CLASSES; k++) {
                    global = global.add(means[k][j].divide(BigDecimal.valueOf(CLASSES), MathContext.DECIMAL128));
                }
                for (int k = 0; k < CLASSES; k++) {
                    double expected = means[k][j].subtract(global).doubleValue();
                    assertThat(centered.get(k, j)).isCloseTo(expected, within(1e-14 * 1e-6));
                }
            }
        }
    }
}
