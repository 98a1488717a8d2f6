package org.ncollapse.experiment.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncollapse.network.Backend;
import org.ncollapse.spec.Device;
import org.ncollapse.network.layer.Kernels;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;
import org.nd4j.linalg.api.buffer.DataType;
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
        public void scaled(INDArray input, INDArray weights, INDArray gain, INDArray shift, boolean rectified, INDArray output) {
            throw new AssertionError("not asked for");
        }

        @Override
        public void back(INDArray input, INDArray weights, INDArray slope, INDArray inputSlope, INDArray weightSlope) {
            throw new AssertionError("not asked for");
        }
    }

    private Finding convolution(ComputeSpec.Layers layers, Consumer<INDArray> afterwards) {
        Kernels kernels = Backend.kernels(layers, warning -> { });
        return ConvolutionCheck.of(new Stub(kernels.convolution(ConvolutionCheck.SHAPE), afterwards), kernels.format(), clock);
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
        Finding finding = convolution(ComputeSpec.Layers.ONEDNN, output -> { });
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

    @ParameterizedTest
    @EnumSource(value = DataType.class, names = {"FLOAT", "DOUBLE"})
    void aProductIsRightSlowOrWrong(DataType type) {
        // Plain loops take a tick for a sixteenth of the work.
        Finding well = ProductCheck.of(type, (left, right, result) -> {
            ProductCheck.blas(left, right, result);
            clock.butFor(1_000_000);
        }, clock);
        assertThat(well.state()).as(well.text()).isEqualTo(Finding.State.OK);
        assertThat(well.text()).contains("1600 times");
        Finding slow = ProductCheck.of(type, (left, right, result) -> {
            ProductCheck.blas(left, right, result);
            clock.butFor(400_000_000);
        }, clock);
        assertThat(slow.state()).isEqualTo(Finding.State.WARNING);
        for (double wrong : new double[] {type == DataType.FLOAT ? 1e-2 : 1e-9, Double.NaN}) {
            Finding spoiled = ProductCheck.of(type, (left, right, result) -> {
                ProductCheck.blas(left, right, result);
                result.putScalar(new long[] {16, 5}, result.getDouble(16, 5) + wrong);
                clock.butFor(1_000_000);
            }, clock);
            assertThat(spoiled.state()).isEqualTo(Finding.State.PROBLEM);
            assertThat(spoiled.remedy()).contains("OPENBLAS_CORETYPE");
        }
        Finding untouched = ProductCheck.of(type, (left, right, result) -> clock.butFor(1_000_000), clock);
        assertThat(untouched.state()).isEqualTo(Finding.State.PROBLEM);
    }
}
