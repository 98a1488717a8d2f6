package org.ncollapse.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.experiment.estimate.GpuEstimate;
import org.ncollapse.io.BadInputException;
import org.ncollapse.network.kernel.cuda.EmulatedGpu;
import org.ncollapse.network.kernel.cuda.driver.CudaContext;
import org.ncollapse.network.kernel.cuda.driver.CudaDriver;
import org.ncollapse.training.EpochResult;

/** The estimate of GPU memory against what the emulated driver has allocated during whole runs. */
class GpuMemoryTest {

    /** What the estimate adds for kernels and graphs, which the emulated driver does not store. */
    private static final long CODE_BYTES = 24L << 20;

    /** The same for the parts of sums and for the features of a pass. */
    private static final long PARTS_BYTES = (20L + 32) << 20;

    @TempDir
    private Path home;

    @BeforeAll
    static void emulate() throws IOException, InterruptedException {
        EmulatedGpu.folder();
    }

    /** Measures the used memory at the end of each epoch and after the last capture. */
    private static final class Meter extends TinyRun.Quiet {

        private final CudaContext context = CudaDriver.load("a test").open(0);
        private final long freeBefore = context.freeBytes();
        private long peak;

        @Override
        public void epochEnded(EpochResult result) {
            measure();
        }

        @Override
        public void stageStarted(String what) {
            measure();
        }

        private void measure() {
            peak = Math.max(peak, freeBefore - context.freeBytes());
        }
    }

    /** Bytes of the estimate, without those for kernels and graphs, and of the peak. */
    private record Memory(long estimate, long peak) {}

    private Memory memory(String... settings) throws IOException {
        long estimate = GpuEstimate.of(TinyRun.experiment(settings), new DatasetStore(home))
                        .memoryBytes()
                - CODE_BYTES;
        Meter meter = new Meter();
        TinyRun.run(home, false, meter, settings);
        assertThat(meter.context.freeBytes()).isEqualTo(meter.freeBefore);
        return new Memory(estimate, meter.peak);
    }

    @Test
    void estimateOfMlpIsCloseToWhatIsAllocated() throws IOException {
        Memory memory = memory(
                "compute.device=cuda:0",
                "network.widths=[256, 128]",
                "dataset.samplesPerClass=10",
                "ufm=[]",
                "training.epochs=1",
                "capture.epochs.first=1");
        assertThat((double) memory.estimate() / memory.peak()).isBetween(1.0, 2.0);
    }

    /** In such a small network the parts that a large GPU needs for sums and features are most of the estimate. */
    @Test
    void estimateOfResNetIsAnUpperBound() throws IOException {
        Path images = SquareImages.write(home.resolve("squares"), 11, 4);
        Memory memory = memory(
                "compute.device=cuda:0",
                "dataset={name: squares, folder: " + images + "}",
                "network={kind: resnet18, width: 8}",
                "training={epochs: 1, batchSize: 24}",
                "capture={epochs: {first: 1, logSpaced: 0}}",
                "ufm=[]");
        assertThat(memory.estimate() - memory.peak()).isBetween(0L, PARTS_BYTES);
    }

    @Test
    void runThatNeedsMoreMemoryThanIsFreeIsRejectedBeforeItWrites() {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> TinyRun.run(home, "compute.device=cuda:0", "network.widths=[30000, 30000]"))
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith("compute.device: cuda:0: the run needs about ")
                        .contains("4.0 GiB are free", "reduce training.batchSize")
                        .hasLineCount(1));
        assertThat(home).isEmptyDirectory();
    }
}
