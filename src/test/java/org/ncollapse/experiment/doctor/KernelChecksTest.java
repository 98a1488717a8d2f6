package org.ncollapse.experiment.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncollapse.network.Backend;
import org.ncollapse.network.kernel.Conv2d;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Checks with kernels that are fast, slow or wrong; a fake clock sets their speed. */
class KernelChecksTest {

    private final FakeClock clock = new FakeClock();

    @BeforeAll
    static void threads() {
        Backend.initialize(Device.CPU, 1);
    }

    /** Computes a convolution, and then changes its result or the clock. */
    private record Stub(Conv2d real, Consumer<INDArray> afterwards) implements Conv2d {
        @Override
        public void forward(INDArray input, INDArray weights, INDArray output) {
            real.forward(input, weights, output);
            afterwards.accept(output);
        }

        @Override
        public void forwardFolded(
                INDArray input,
                INDArray weights,
                INDArray scale,
                INDArray shift,
                FusedActivation activation,
                INDArray output) {
            throw new AssertionError("not asked for");
        }

        @Override
        public void backward(
                INDArray input,
                INDArray weights,
                INDArray outputGradient,
                INDArray inputGradient,
                INDArray weightGradient) {
            throw new AssertionError("not asked for");
        }
    }

    private CheckResult convolution(ComputeSpec.KernelLibrary layers, Consumer<INDArray> afterwards) {
        Kernels kernels = Backend.createKernels(layers, warning -> {});
        return ConvolutionCheck.of(
                new Stub(kernels.conv2d(ConvolutionCheck.SHAPE), afterwards), kernels.layout(), clock);
    }

    @ParameterizedTest
    @EnumSource(ComputeSpec.KernelLibrary.class)
    void correctFastConvolutionIsOk(ComputeSpec.KernelLibrary layers) {
        // Plain loops take a tick for an eighth of the work: this is 800 times as fast.
        CheckResult finding = convolution(layers, output -> clock.butFor(1_000_000));
        assertThat(finding.state()).as(finding.text()).isEqualTo(CheckResult.State.OK);
        assertThat(finding.text()).contains("800 times");
        assertThat(finding.fix()).isNull();
    }

    @Test
    void slowConvolutionIsWarning() {
        // 8 times as fast as plain loops.
        CheckResult finding = convolution(ComputeSpec.KernelLibrary.ONEDNN, output -> {});
        assertThat(finding.state()).isEqualTo(CheckResult.State.WARNING);
        assertThat(finding.text()).contains("slow", "8 times");
        assertThat(finding.fix()).contains("oneDNN");
    }

    @Test
    void wrongValueIsProblem() {
        for (double wrong : new double[] {1e-2, Double.NaN}) {
            CheckResult finding = convolution(ComputeSpec.KernelLibrary.ONEDNN, output -> {
                output.putScalar(new long[] {1, 27, 27, 31}, output.getDouble(1, 27, 27, 31) + wrong);
                clock.butFor(1_000_000);
            });
            assertThat(finding.state()).isEqualTo(CheckResult.State.PROBLEM);
            assertThat(finding.text()).startsWith("the result is wrong: largest error");
        }
    }

    @Test
    void checksSinglePrecisionProduct() {
        judge(spoil -> MatrixProductCheck.checkSingle(
                (left, right, result) -> {
                    MatrixProductCheck.blas(left, right, result);
                    result.put(16 * 768 + 5, (float) spoil.of(result.get(16 * 768 + 5), 1e-2));
                },
                clock));
    }

    @Test
    void checksDoublePrecisionProduct() {
        judge(spoil -> MatrixProductCheck.checkDouble(
                (left, right, result) -> {
                    MatrixProductCheck.blas(left, right, result);
                    result.put(16 * 768 + 5, spoil.of(result.get(16 * 768 + 5), 1e-9));
                },
                clock));
    }

    /** Changes one value of a product, or the clock; {@code little} is too large a change in that precision. */
    private interface Spoil {
        double of(double value, double little);
    }

    private void judge(Function<Spoil, CheckResult> check) {
        // Plain loops take a tick for a sixteenth of the work.
        CheckResult well = check.apply((value, little) -> {
            clock.butFor(1_000_000);
            return value;
        });
        assertThat(well.state()).as(well.text()).isEqualTo(CheckResult.State.OK);
        assertThat(well.text()).contains("1600 times");
        CheckResult slow = check.apply((value, little) -> {
            clock.butFor(400_000_000);
            return value;
        });
        assertThat(slow.state()).isEqualTo(CheckResult.State.WARNING);
        CheckResult wrong = check.apply((value, little) -> {
            clock.butFor(1_000_000);
            return value + little;
        });
        assertThat(wrong.state()).isEqualTo(CheckResult.State.PROBLEM);
        assertThat(wrong.fix()).contains("OPENBLAS_CORETYPE");
        assertThat(check.apply((value, little) -> Double.NaN).state()).isEqualTo(CheckResult.State.PROBLEM);
    }

    @Test
    void missingProductIsProblem() {
        assertThat(MatrixProductCheck.checkDouble((left, right, result) -> clock.butFor(1_000_000), clock)
                        .state())
                .isEqualTo(CheckResult.State.PROBLEM);
    }
}
