package org.ncollapse.network.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.ncollapse.network.kernel.InferenceLoop;
import org.ncollapse.network.kernel.InferenceResult;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureBatch;
import org.ncollapse.stats.FeatureStatistics;

/**
 * Class moments of passes on the emulated GPU against those that the host computes, by another algorithm, from the same
 * features. The network is the identity, so that the features are the standardized images.
 */
class CudaClassMomentsTest {

    private static final int WIDTH = IdentityPass.WIDTH;
    private static final int CLASSES = IdentityPass.CLASSES;
    private static final int IMAGES = IdentityPass.IMAGES;
    /** Calls of 1, 4 and 6 batches, of which the last has 10 images. */
    private static final int BATCH_SIZE = 64;

    @Test
    void agreeWithHostFarFromOriginWithSmallSpread() throws IOException, InterruptedException {
        // At 1e3 floats are 6e-5 apart; at 8 they are 1e-6 apart: the spread is as small as floats can hold it.
        assertAgree(value -> 1e3 + (value % 4) * 0x1p-14, 1e-12);
        assertAgree(value -> 8 + (value % 3) * 0x1p-20, 1e-12);
        assertAgree(value -> value / 255.0, 1e-12);
    }

    @Test
    void featureThatIsNotFiniteMakesSameStatisticsNaN() throws IOException, InterruptedException {
        assertAgree(value -> value == 7 ? Double.POSITIVE_INFINITY : value, 1e-12);
    }

    private static void assertAgree(IntToDoubleFunction standardized, double tolerance)
            throws IOException, InterruptedException {
        IdentityPass.Images images = new IdentityPass.Images(standardized);
        try (CudaKernels kernels = EmulatedGpu.open(ComputeSpec.Precision.FLOAT32);
                ClassMoments onHost = new ClassMoments(CLASSES, WIDTH);
                ClassMoments onGpu = new ClassMoments(CLASSES, WIDTH)) {
            InferenceLoop loop = kernels.inferenceLoop(
                    new IdentityPass.Identity(kernels), images, BATCH_SIZE, List.of("features"), CLASSES);
            int rows = 0;
            for (int batch = 0; batch < loop.batches(); ) {
                InferenceResult result = loop.run(batch);
                FeatureBatch features = result.features().get(0);
                onGpu.accept(features);
                assertThat(features.moments()).isPresent();
                float[] expected = images.features(rows, features.rows());
                assertThat(features.features()).startsWith(expected);
                float[] row = new float[WIDTH + 1];
                features.copyRow(features.rows() - 1, row, 1);
                assertThat(row).endsWith(images.features(rows + features.rows() - 1, 1));
                onHost.accept(expected, features.labels(), features.rows());
                rows += features.rows();
                batch += result.batches();
            }
            assertThat(rows).isEqualTo(IMAGES);
            assertClose(onGpu.statistics(), onHost.statistics(), tolerance);
        }
    }

    private static void assertClose(FeatureStatistics actual, FeatureStatistics expected, double tolerance) {
        double trace = 0;
        for (int k = 0; k < CLASSES; k++) {
            assertThat(actual.count(k)).isEqualTo(expected.count(k));
            assertClose(actual.variance(k), expected.variance(k), tolerance * expected.variance(k));
            trace = Math.max(trace, Double.isNaN(expected.variance(k)) ? 0 : expected.variance(k));
            for (int j = 0; j < WIDTH; j++) {
                double mean = expected.means().get(k, j);
                assertClose(actual.means().get(k, j), mean, Math.ulp(mean));
            }
        }
        for (int i = 0; i < WIDTH * WIDTH; i++) {
            assertClose(
                    actual.withinCovariance().data[i], expected.withinCovariance().data[i], tolerance * trace / WIDTH);
        }
    }

    private static void assertClose(double actual, double expected, double difference) {
        assertThat(Double.isNaN(expected) ? Double.isNaN(actual) : Math.abs(actual - expected) <= difference)
                .as("%s is %s to %s", actual, expected, difference)
                .isTrue();
    }
}
