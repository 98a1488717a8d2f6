package org.ncollapse.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.network.kernel.cuda.EmulatedGpu;
import org.ncollapse.training.StopSignal;

/** Whole runs on the emulated GPU: they agree with the CPU's, and a resumed run has the same bytes. */
class CudaRunTest {

    private static final String[] ON_GPU = {
        "compute.device=cuda:0",
        "dataset.samplesPerClass=10",
        "training.epochs=3",
        "training.epochsPastZeroError=50",
        "capture.epochs.first=3",
        "network.widths=[16, 8]"
    };

    private static final String[] ON_CPU = ON_GPU.clone();

    static {
        ON_CPU[0] = "compute.device=cpu";
    }

    @TempDir
    private Path home;

    @BeforeAll
    static void emulate() throws IOException, InterruptedException {
        EmulatedGpu.folder();
    }

    @Test
    void agreesWithCpuAndResumesToSameBytes() throws IOException {
        TinyRun.run(home.resolve("cpu"), ON_CPU);
        TinyRun.run(home.resolve("gpu"), ON_GPU);
        interruptAndResume(home.resolve("resumed"));

        RunOutputs.assertSame(home.resolve("resumed"), home.resolve("gpu"), "tiny");
        List<CSVRecord> onCpu = metrics("cpu");
        List<CSVRecord> onGpu = metrics("gpu");
        assertThat(onGpu).hasSameSizeAs(onCpu);
        for (int row = 0; row < onCpu.size(); row++) {
            assertThat(onGpu.get(row).get("error")).isEqualTo(onCpu.get(row).get("error"));
            double expected = Double.parseDouble(onCpu.get(row).get("nc1"));
            assertThat(Double.parseDouble(onGpu.get(row).get("nc1"))).isCloseTo(expected, within(1e-3 * expected));
        }
        JsonNode manifest = new ObjectMapper()
                .readTree(
                        home.resolve("gpu/notebooks-export/tiny/manifest.json").toFile());
        assertThat(manifest.findValue("gpu").asText()).contains("Emulated GPU", "compute capability 9.0");
        assertThat(manifest.findValue("backend").asText()).contains("CUDA kernels by NVRTC");
        assertThat(manifest.findValue("precision").asText()).isEqualTo("float32");
    }

    private List<CSVRecord> metrics(String run) throws IOException {
        return TinyRun.rows(home.resolve(run).resolve("notebooks-export/tiny/metrics.csv"));
    }

    private static void interruptAndResume(Path home) throws IOException {
        StopSignal stopSignal = new StopSignal();
        RunListener stopping = new TinyRun.Quiet() {
            @Override
            public void stepEnded(int epoch, int step, int steps) {
                if (epoch == 2) {
                    stopSignal.request();
                }
            }
        };
        assertThatExceptionOfType(InterruptedRunException.class)
                .isThrownBy(() -> TinyRun.run(home, false, stopping, stopSignal, ON_GPU));
        TinyRun.resume(home);
    }
}
