package org.ncollapse.network.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The tests in C++ of each kernel and of the emulated driver. They run every kernel's source against plain loops in
 * double precision, at ragged shapes, with threads in random order and poisoned shared memory.
 */
class EmulatedKernelsTest {

    @Test
    void kernelsAgreeWithPlainLoops() throws IOException, InterruptedException {
        Path program = EmulatedGpu.folder().resolve("test_kernels");
        EmulatedGpu.build("tests", program);
        assertThat(EmulatedGpu.run(List.of(program.toString()))).contains(" 0 failures");
    }

    @Test
    void driverRejectsWhatARealOneRejects() throws IOException, InterruptedException {
        assertThat(EmulatedGpu.run(
                        List.of(EmulatedGpu.folder().resolve("test_driver").toString())))
                .contains(" 0 failures");
    }
}
