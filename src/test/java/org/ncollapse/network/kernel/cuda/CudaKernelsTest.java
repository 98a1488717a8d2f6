package org.ncollapse.network.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncollapse.network.Backend;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.onednn.OneDnnKernels;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every operation on the emulated GPU against oneDNN's, at ragged shapes. */
class CudaKernelsTest {

    private static final double TOLERANCE = 2e-6;
    private static final double ONE_ROUNDING = 1e-7;
    private static final double EQUAL = 0;

    private static CudaKernels gpu;
    private static OperationChecks checks;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        Backend.initialize(Device.CPU, 1);
        CudaEngine engine =
                TestEngine.open(EmulatedGpu.folder().resolve("kernels")).engine(TileSelection.all());
        gpu = new CudaKernels(engine, Precision.TF32X3, "emulated");
        checks = new OperationChecks(new OneDnnKernels(), gpu, engine, Precision.TF32X3);
    }

    @AfterAll
    static void close() {
        if (gpu != null) {
            gpu.close();
        }
    }

    private static void assertAtMost(double bound, List<Difference> differences) {
        assertThat(differences)
                .isNotEmpty()
                .allSatisfy(difference -> assertThat(difference.relativeError())
                        .as(difference.array())
                        .isLessThanOrEqualTo(bound));
    }

    @ParameterizedTest
    @CsvSource({
        "2, 7, 5, 1, 8, 3, 1",
        "3, 9, 8, 3, 16, 3, 2",
        "2, 8, 8, 16, 16, 3, 1",
        "2, 7, 7, 16, 32, 3, 2",
        "2, 7, 7, 20, 33, 1, 2",
        "1, 5, 4, 64, 72, 3, 1",
        "4, 4, 4, 12, 130, 1, 1",
    })
    void convolution(int batch, int height, int width, int in, int out, int kernel, int stride) {
        assertAtMost(
                TOLERANCE,
                checks.convolution(
                        new Conv2dShape(new FeatureMapShape(batch, height, width, in), out, kernel, stride)));
    }

    @ParameterizedTest
    @CsvSource({"8, 49, 32, 16, true", "5, 7, 10, 3, true", "33, 64, 70, 70, false", "130, 20, 12, 40, false"})
    void linear(int rows, int inputs, int outputs, int offset, boolean bias) {
        for (FusedActivation activation : FusedActivation.values()) {
            assertAtMost(TOLERANCE, checks.linear(rows, inputs, outputs, offset, bias, activation));
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 7, 5, 16", "2, 9, 9, 33", "40, 1, 1, 20"})
    void batchNorm(int batch, int height, int width, int channels) {
        for (FusedActivation activation : FusedActivation.values()) {
            assertAtMost(TOLERANCE, checks.batchNorm(new FeatureMapShape(batch, height, width, channels), activation));
        }
    }

    @Test
    void batchNormTakesStatisticsOfConvolution() {
        Conv2dShape shape = new Conv2dShape(new FeatureMapShape(3, 9, 7, 4), 20, 3, 1);
        assertAtMost(5e-6, checks.batchNormAfterConvolution(shape));
    }

    @Test
    void elementwiseAndPooling() {
        FeatureMapShape shape = new FeatureMapShape(3, 5, 7, 33);
        assertAtMost(ONE_ROUNDING, checks.elementwise(shape));
        assertAtMost(TOLERANCE, checks.pooling(shape));
    }

    @Test
    void copies() {
        assertAtMost(EQUAL, checks.layoutConversion(new FeatureMapShape(2, 3, 5, 3)));
        assertAtMost(EQUAL, checks.gather(new ImageShape(3, 5, 4), 7, true));
        assertAtMost(EQUAL, checks.gather(new ImageShape(2, 17, 9), 3, false));
    }

    @ParameterizedTest
    @EnumSource
    void criterion(Loss loss) {
        assertAtMost(ONE_ROUNDING, checks.criterion(loss, 11));
    }

    @ParameterizedTest
    @EnumSource(OptimizerSpec.Kind.class)
    void optimizerEqualsHostToTheBit(OptimizerSpec.Kind kind) {
        assertAtMost(EQUAL, checks.optimizer(new OptimizerSpec(kind, null, null, null, null, null, null, null), 9000));
    }

    @Test
    void findsWhatIsNotFinite() {
        for (int at : IntStream.of(0, 131, 4099).toArray()) {
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
                INDArray vector = gpu.allocate(4100);
                assertThat(gpu.isFinite(vector)).isTrue();
                gpu.floatVector(vector).write(at, new float[] {bad}, 1);
                assertThat(gpu.isFinite(vector)).isFalse();
            }
        }
    }
}
