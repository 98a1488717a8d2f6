package org.ncollapse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.ejml.simple.SimpleMatrix;
import org.junit.jupiter.api.Test;

class SpectraTest {
    private final Factorizations factors = Factorizations.of(ReferenceData.statistics());
    private final DirectDefinitions direct = new DirectDefinitions(
            ReferenceData.FEATURES, ReferenceData.LABELS, ReferenceData.CLASSES, ReferenceData.WIDTH);

    @Test
    void spectraAgreeWithSvdOfFullMatrices() {
        Spectra spectra = Spectra.of(factors, ReferenceData.head(true));
        assertClose(spectra.withinEigenvalues(), direct.within.svd().getSingularValues());
        assertClose(
                spectra.betweenEigenvalues(), Arrays.copyOf(direct.between.svd().getSingularValues(), 3));
        SimpleMatrix weights =
                new SimpleMatrix(ReferenceData.CLASSES, ReferenceData.WIDTH, true, ReferenceData.WEIGHTS);
        assertClose(spectra.headSingularValues(), weights.transpose().svd(true).getSingularValues());
    }

    @Test
    void headSpectrumIsEmptyWithoutHead() {
        assertThat(Spectra.of(factors, null).headSingularValues()).isEmpty();
    }

    @Test
    void classMatricesAreInnerProductsAndLogitsHaveOneColumnPerClass() {
        SimpleMatrix weights =
                new SimpleMatrix(ReferenceData.CLASSES, ReferenceData.WIDTH, true, ReferenceData.WEIGHTS);
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                SimpleMatrix mean = direct.means.getRow(j);
                assertThat(ClassMatrices.meanGram(factors.statistics()).get(i, j))
                        .isCloseTo(direct.means.getRow(i).dot(mean), within(1e-12));
                assertThat(ClassMatrices.headGram(ReferenceData.head(true)).get(i, j))
                        .isCloseTo(weights.getRow(i).dot(weights.getRow(j)), within(1e-12));
                assertThat(ClassMatrices.meanLogits(factors.statistics(), ReferenceData.head(true))
                                .get(i, j))
                        .isCloseTo(weights.getRow(i).dot(mean) + ReferenceData.BIAS[i], within(1e-12));
                assertThat(ClassMatrices.meanLogits(factors.statistics(), ReferenceData.head(false))
                                .get(i, j))
                        .isCloseTo(weights.getRow(i).dot(mean), within(1e-12));
            }
        }
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-12));
        }
    }
}
