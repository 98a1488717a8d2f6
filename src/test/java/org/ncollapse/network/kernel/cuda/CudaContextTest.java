package org.ncollapse.network.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ncollapse.io.BadInputException;
import org.ncollapse.network.kernel.cuda.driver.CudaContext;
import org.ncollapse.network.kernel.cuda.driver.CudaDriver;
import org.ncollapse.network.kernel.cuda.driver.CudaException;
import org.ncollapse.network.kernel.cuda.driver.CudaGraph;
import org.ncollapse.network.kernel.cuda.driver.CudaModule;
import org.ncollapse.network.kernel.cuda.driver.GpuMemoryException;
import org.ncollapse.network.kernel.cuda.driver.KernelArguments;
import org.ncollapse.network.kernel.cuda.driver.LaunchShape;
import org.ncollapse.spec.ComputeSpec;

/** Memory, copies and captured graphs on the emulated driver, and what is refused. */
class CudaContextTest {

    private CudaContext context;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        EmulatedGpu.folder();
        context = CudaDriver.load("a test").open(0);
    }

    @AfterEach
    void close() {
        if (context != null) {
            context.close();
        }
    }

    @Test
    void memoryStartsAtZeroAndKeepsWhatIsCopied() {
        long address = context.allocate(12);
        float[] values = {1, 2, 3};
        context.copyToHost(address, values, 3);
        assertThat(values).containsOnly(0);
        context.copyToDevice(new float[] {4, 5, 6}, address, 3);
        context.copyToHost(address + Float.BYTES, values, 2);
        assertThat(values).containsExactly(5, 6, 0);
        assertThat(context.allocatedBytes()).isEqualTo(12);
        context.free(address);
        assertThat(context.allocatedBytes()).isZero();
    }

    @Test
    void capturedWorkRunsWhenItIsReplayed() {
        long counter = context.allocate(Integer.BYTES);
        CudaModule.Function advance = context.load(List.of(new byte[] {1})).function("advance", 0);
        KernelArguments arguments = new KernelArguments(1);
        try (CudaGraph graph = context.capture(() -> {
            for (int i = 0; i < 3; i++) {
                context.launch(
                        advance,
                        new LaunchShape(1, 1, 1, 1, 0),
                        arguments.clear().address(counter));
            }
        })) {
            int[] value = new int[1];
            context.copyToHost(counter, value, 1);
            assertThat(value[0]).isZero();
            graph.launch();
            graph.launch();
            context.copyToHost(counter, value, 1);
            assertThat(value[0]).isEqualTo(6);
        }
    }

    @Test
    void captureRefusesMemoryAndWaiting() {
        long address = context.allocate(4);
        assertThatIllegalStateException()
                .isThrownBy(() -> context.capture(() -> context.allocate(4)))
                .withMessageContaining("memory is allocated while");
        assertThatIllegalStateException()
                .isThrownBy(() -> context.capture(() -> context.free(address)))
                .withMessageContaining("memory is freed while");
        assertThatIllegalStateException()
                .isThrownBy(() -> context.capture(context::synchronize))
                .withMessageContaining("the host waits");
        assertThatIllegalStateException()
                .isThrownBy(() -> context.capture(() -> context.copyToHost(address, new float[1], 1)))
                .withMessageContaining("the host waits");
        context.synchronize(); // Nothing of it is left.
    }

    @Test
    void errorsNameTheFunction() {
        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> context.load(List.of(new byte[] {1})).function("no_such_kernel", 0))
                .withMessageContaining("cuModuleGetFunction of no_such_kernel: CUDA_ERROR_NOT_FOUND");
    }

    @Test
    void missingMemoryIsReportedInOneLine() {
        assertThat(context.freeBytes()).isEqualTo(4L << 30);
        assertThatExceptionOfType(GpuMemoryException.class)
                .isThrownBy(() -> context.allocate(1L << 50))
                .withMessageContainingAll("1.0 PiB requested", "4.0 GiB of 4.0 GiB are free", "training.batchSize")
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
        long address = context.allocate(1 << 20);
        assertThat(context.freeBytes()).isEqualTo((4L << 30) - (1 << 20));
        context.free(address);
        assertThat(context.freeBytes()).isEqualTo(4L << 30);
    }

    @Test
    void missingGpuIsReportedInOneLine() {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> CudaKernels.open(3, ComputeSpec.Precision.FLOAT32, false, stage -> {}))
                .withMessageContaining("compute.device: cuda:3 is not available")
                .satisfies(e ->
                        assertThat(e.getMessage()).contains("one GPU, cuda:0").hasLineCount(1));
    }
}
