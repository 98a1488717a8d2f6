package org.ncollapse.experiment.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncollapse.network.Backend;
import org.ncollapse.network.layer.Kernels;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Kernels and products that are right and fast, slow, or wrong; how fast is what a clock says that the test sets. */
class KernelChecksTest {

    private final SteppedClock clock = new SteppedClock();

    @BeforeAll
    static void threads() {
        Backend.use(Device.CPU, 1);
    }

    /** Does a convolution's work, and then something to its result or to the clock. */
    private record Stub(Kernels.Convolution real, Consumer<INDArray> afterwards) implements Kernels.Convolution {
        @Override
        public void forward(INDArray input, INDArray weights, INDArray output) {
            real.forward(input, weights, output);
            afterwards.accept(output);
        }

        @Override
        public void scaled(
                INDArray input, INDArray weights, INDArray gain, INDArray shift, boolean rectified, INDArray output) {
            throw new AssertionError("not asked for");
        }

        @Override
        public void back(INDArray input, INDArray weights, INDArray slope, INDArray inputSlope, INDArray weightSlope) {
            throw new AssertionError("not asked for");
        }
    }

    private Finding convolution(ComputeSpec.Layers layers, Consumer<INDArray> afterwards) {
        Kernels kernels = Backend.kernels(layers, warning -> {});
        return ConvolutionCheck.of(
                new Stub(kernels.convolution(ConvolutionCheck.SHAPE), afterwards), kernels.format(), clock);
    }

    @ParameterizedTest
    @EnumSource(ComputeSpec.Layers.class)
    void aConvolutionThatIsRightAndFastIsWell(ComputeSpec.Layers layers) {
        // Plain loops take a tick for an eighth of the work: this is 800 times as fast.
        Finding finding = convolution(layers, output -> clock.butFor(1_000_000));
        assertThat(finding.state()).as(finding.text()).isEqualTo(Finding.State.OK);
        assertThat(finding.text()).contains("800 times");
        assertThat(finding.remedy()).isNull();
    }

    @Test
    void oneThatIsAsSlowAsImageToColumnsIsFlagged() {
        // 8 times as fast as plain loops.
        Finding finding = convolution(ComputeSpec.Layers.ONEDNN, output -> {});
        assertThat(finding.state()).isEqualTo(Finding.State.WARNING);
        assertThat(finding.text()).contains("slow", "8 times");
        assertThat(finding.remedy()).contains("oneDNN");
    }

    @Test
    void oneWrongValueIsAProblemHoweverFast() {
        for (double wrong : new double[] {1e-2, Double.NaN}) {
            Finding finding = convolution(ComputeSpec.Layers.ONEDNN, output -> {
                output.putScalar(new long[] {1, 27, 27, 31}, output.getDouble(1, 27, 27, 31) + wrong);
                clock.butFor(1_000_000);
            });
            assertThat(finding.state()).isEqualTo(Finding.State.PROBLEM);
            assertThat(finding.text()).startsWith("wrong by");
        }
    }

    @Test
    void aProductInSinglePrecisionIsRightSlowOrWrong() {
        judge(spoil -> ProductCheck.floats(
                (left, right, result) -> {
                    ProductCheck.blas(left, right, result);
                    result.put(16 * 768 + 5, (float) spoil.of(result.get(16 * 768 + 5), 1e-2));
                },
                clock));
    }

    @Test
    void aProductInDoublePrecisionIsRightSlowOrWrong() {
        judge(spoil -> ProductCheck.doubles(
                (left, right, result) -> {
                    ProductCheck.blas(left, right, result);
                    result.put(16 * 768 + 5, spoil.of(result.get(16 * 768 + 5), 1e-9));
                },
                clock));
    }

    /** What happens to one value of a product, and to the clock; {@code little} is too much in that precision. */
    private interface Spoil {
        double of(double value, double little);
    }

    private void judge(Function<Spoil, Finding> check) {
        // Plain loops take a tick for a sixteenth of the work.
        Finding well = check.apply((value, little) -> {
            clock.butFor(1_000_000);
            return value;
        });
        assertThat(well.state()).as(well.text()).isEqualTo(Finding.State.OK);
        assertThat(well.text()).contains("1600 times");
        Finding slow = check.apply((value, little) -> {
            clock.butFor(400_000_000);
            return value;
        });
        assertThat(slow.state()).isEqualTo(Finding.State.WARNING);
        Finding wrong = check.apply((value, little) -> {
            clock.butFor(1_000_000);
            return value + little;
        });
        assertThat(wrong.state()).isEqualTo(Finding.State.PROBLEM);
        assertThat(wrong.remedy()).contains("OPENBLAS_CORETYPE");
        assertThat(check.apply((value, little) -> Double.NaN).state()).isEqualTo(Finding.State.PROBLEM);
    }

    @Test
    void aProductThatIsNotMadeIsAProblem() {
        assertThat(ProductCheck.doubles((left, right, result) -> clock.butFor(1_000_000), clock)
                        .state())
                .isEqualTo(Finding.State.PROBLEM);
    }
}
