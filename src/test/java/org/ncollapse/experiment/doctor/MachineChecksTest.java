package org.ncollapse.experiment.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.estimate.GpuEstimate;
import org.ncollapse.experiment.estimate.MemoryEstimate;
import org.ncollapse.network.device.CudaDevice;
import org.ncollapse.network.device.CudaDevices;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;

/** Checks with simulated machines. */
class MachineChecksTest {

    private static final long GIB = 1L << 30;
    private static final String ONEDNN = "CpuBackend linux-x86_64-onednn-avx2";

    @TempDir
    private Path folder;

    private static Map<String, String> launched() throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "OMP_WAIT_POLICY",
                "passive",
                "OPENBLAS_THREAD_TIMEOUT",
                "20",
                "MALLOC_ARENA_MAX",
                "1",
                "MALLOC_MMAP_MAX_",
                "0",
                "MALLOC_TRIM_THRESHOLD_",
                "1",
                "MALLOC_TOP_PAD_",
                "1",
                "GLIBC_TUNABLES",
                "glibc.malloc.hugetlb=1"));
        try (InputStream script = Experiment.class.getResourceAsStream("/org/ncollapse/cli/environment.sh")) {
            String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(environment.keySet())
                    .as("what the launcher's script sets")
                    .allSatisfy(name -> assertThat(text).contains(name));
        }
        return environment;
    }

    private static List<CheckResult.State> states(List<CheckResult> findings) {
        return findings.stream().map(CheckResult::state).toList();
    }

    private static List<CheckResult> check(String libraries, Set<String> flags, Map<String, String> environment) {
        return NativeLibraryCheck.of(libraries, "OpenBLAS", flags, environment::get);
    }

    @Test
    void launcherEnvironmentIsOk() throws IOException {
        assertThat(states(check(ONEDNN, Set.of("avx2", "avx512dq"), launched())))
                .containsOnly(CheckResult.State.OK);
        assertThat(states(check(ONEDNN, Set.of("avx2"), launched()))).containsOnly(CheckResult.State.OK);
    }

    @Test
    void slowAndUnsupportedLibrariesAreReported() throws IOException {
        CheckResult.State ok = CheckResult.State.OK;
        CheckResult.State warning = CheckResult.State.WARNING;
        assertThat(states(check("CpuBackend linux-x86_64-avx2", Set.of("avx2"), launched())))
                .containsExactly(warning, ok, ok);
        assertThat(states(check(ONEDNN, Set.of("sse4_2"), launched())))
                .containsExactly(CheckResult.State.PROBLEM, ok, ok);
        Map<String, String> oldKernels = launched();
        oldKernels.put("OPENBLAS_CORETYPE", "Haswell");
        List<CheckResult> chosen = check(ONEDNN, Set.of("avx2", "avx512dq"), oldKernels);
        assertThat(states(chosen)).containsExactly(ok, warning, ok);
        assertThat(chosen.get(1).text()).contains("OPENBLAS_CORETYPE is Haswell");
        List<CheckResult> bare = check(ONEDNN, Set.of("avx2"), Map.of());
        assertThat(states(bare)).containsExactly(ok, ok, warning);
        assertThat(bare.get(2).text()).contains("MALLOC_MMAP_MAX_ is not set");
        Map<String, String> spinning = launched();
        spinning.put("OMP_WAIT_POLICY", "ACTIVE");
        assertThat(states(check(ONEDNN, Set.of("avx2"), spinning))).containsExactly(ok, ok, warning);
    }

    @Test
    void moreThreadsThanCpusIsWarning() {
        Experiment greedy = ExperimentReader.read(
                "greedy",
                "{name: greedy, dataset: {name: digits}, network: {kind: mlp}, compute: {threads: 8}}",
                List.of());
        assertThat(ProcessorCheck.of("a processor", 8, 16, List.of(greedy)).state())
                .isEqualTo(CheckResult.State.OK);
        CheckResult finding = ProcessorCheck.of("a processor", 2, 16, List.of(greedy));
        assertThat(finding.state()).isEqualTo(CheckResult.State.WARNING);
        assertThat(finding.text()).contains("2 of 16", "greedy (8)");
    }

    @Test
    void smallHeapIsReportedWithSufficientFix() {
        MemoryEstimate need = new MemoryEstimate(3 * GIB, 5 * GIB);
        assertThat(MemoryCheck.of("run", need, new MemoryLimits(32 * GIB, 8 * GIB, 8 * GIB, 32 * GIB))
                        .state())
                .isEqualTo(CheckResult.State.OK);
        assertThat(MemoryCheck.of("run", need, new MemoryLimits(32 * GIB, 8 * GIB, 0, 0))
                        .state())
                .isEqualTo(CheckResult.State.OK);
        for (MemoryLimits limits : List.of(
                new MemoryLimits(16 * GIB, 2 * GIB, 8 * GIB, 32 * GIB),
                new MemoryLimits(16 * GIB, 8 * GIB, 4 * GIB, 32 * GIB),
                new MemoryLimits(16 * GIB, 8 * GIB, 8 * GIB, 7 * GIB))) {
            CheckResult finding = MemoryCheck.of("run", need, limits);
            assertThat(finding.state()).isEqualTo(CheckResult.State.PROBLEM);
            long advised = Long.parseLong(finding.fix().replaceAll(".*-Xmx(\\d+)g.*", "$1")) * GIB;
            assertThat(MemoryCheck.of("run", need, new MemoryLimits(16 * GIB, advised, advised, 4 * advised))
                            .state())
                    .isEqualTo(CheckResult.State.OK);
        }
        CheckResult small = MemoryCheck.of("run", need, new MemoryLimits(7 * GIB, 8 * GIB, 8 * GIB, 32 * GIB));
        assertThat(small.state()).isEqualTo(CheckResult.State.PROBLEM);
        assertThat(small.text()).contains("8.0 GiB", "7.0 GiB");
        assertThat(small.fix()).doesNotContain("Xmx");
    }

    @Test
    void fullOrReadOnlyDiskIsProblem() throws IOException {
        DiskCheck here = DiskCheck.at(folder.resolve("not/yet/there"));
        assertThat(here.folder()).isEqualTo(folder.toAbsolutePath());
        assertThat(here.freeBytes()).isPositive();
        assertThat(new DiskCheck(folder, GIB, true)
                        .result("results", GIB, "--home")
                        .state())
                .isEqualTo(CheckResult.State.OK);
        assertThat(new DiskCheck(folder, GIB, true)
                        .result("results", GIB + 1, "--home")
                        .state())
                .isEqualTo(CheckResult.State.PROBLEM);
        assertThat(new DiskCheck(folder, 0, true).result("results", 1, "--home").text())
                .startsWith("0 B free");
        assertThat(new DiskCheck(folder, GIB, false)
                        .result("results", 1, "--home")
                        .state())
                .isEqualTo(CheckResult.State.PROBLEM);
        assertThat(new DiskCheck(folder, GIB, false)
                        .result("data sets", 0, "--datasets")
                        .state())
                .isEqualTo(CheckResult.State.OK);
    }

    private static CudaDevice gpu(int major, int minor) {
        return new CudaDevice(
                0,
                "GPU-1",
                "a GPU",
                new CudaDevice.ComputeCapability(major, minor),
                40_000,
                30_000,
                new CudaDevice.DriverVersion(550, 54));
    }

    @Test
    void listsGpusWithReasonIfUnsupported() {
        CheckResult none = GpuCheck.of(new CudaDevices.Unavailable("there is no nvidia-smi"), Optional.empty(), false)
                .get(0);
        assertThat(none.state()).isEqualTo(CheckResult.State.OK);
        assertThat(none.text()).contains("no GPU", "runs use the CPU");
        CudaDevices four = new CudaDevices.Available(List.of(gpu(8, 6), gpu(9, 0), gpu(6, 1), gpu(3, 5)));
        List<CheckResult> found = GpuCheck.of(four, Optional.empty(), false);
        assertThat(states(found))
                .containsExactly(
                        CheckResult.State.OK,
                        CheckResult.State.OK,
                        CheckResult.State.WARNING,
                        CheckResult.State.WARNING);
        assertThat(found.get(0).text()).contains("8.6", "40000 MiB", "550.54");
        assertThat(found.get(1).name()).isEqualTo("GPU cuda:1");
        assertThat(found.get(2).text()).contains("compute.kernels: nd4j only");
        assertThat(found.get(2).fix()).contains("-Pcuda");
        assertThat(found.get(3).text()).contains("not supported", "7.0 is needed");
        assertThat(states(GpuCheck.of(four, Optional.empty(), true)))
                .containsExactly(
                        CheckResult.State.OK, CheckResult.State.OK, CheckResult.State.OK, CheckResult.State.WARNING);
        CheckResult withoutCompiler =
                GpuCheck.of(four, Optional.of("there is no NVRTC"), false).get(0);
        assertThat(withoutCompiler.state()).isEqualTo(CheckResult.State.WARNING);
        assertThat(withoutCompiler.text()).contains("there is no NVRTC");
    }

    private static CheckResult.State asking(String kernels, int major, int minor, String missingCompiler) {
        Experiment asks = ExperimentReader.read(
                "asks",
                "{name: asks, dataset: {name: digits}, network: {kind: mlp}, compute: {device: 'cuda:0', kernels: "
                        + kernels + "}}",
                List.of());
        return GpuCheck.of(
                        asks,
                        Optional.empty(),
                        new CudaDevices.Available(List.of(gpu(major, minor))),
                        Optional.ofNullable(missingCompiler),
                        false)
                .state();
    }

    @Test
    void experimentWithUnavailableGpuIsProblem() {
        assertThat(asking("cuda", 8, 6, null)).isEqualTo(CheckResult.State.OK);
        assertThat(asking("cuda", 12, 0, null)).isEqualTo(CheckResult.State.OK);
        assertThat(asking("cuda", 9, 0, "there is no NVRTC")).isEqualTo(CheckResult.State.PROBLEM);
        assertThat(asking("cuda", 6, 1, null)).isEqualTo(CheckResult.State.PROBLEM);
        assertThat(asking("nd4j", 8, 6, null)).isEqualTo(CheckResult.State.PROBLEM);
        Experiment asks = ExperimentReader.read(
                "asks",
                "{name: asks, dataset: {name: digits}, network: {kind: mlp}, compute: {device: 'cuda:0'}}",
                List.of());
        assertThat(GpuCheck.of(
                                asks,
                                Optional.empty(),
                                new CudaDevices.Unavailable("there is no nvidia-smi"),
                                Optional.empty(),
                                true)
                        .state())
                .isEqualTo(CheckResult.State.PROBLEM);
    }

    @Test
    void experimentThatNeedsMoreMemoryThanTheGpuHasFreeIsProblem() {
        Experiment asks = ExperimentReader.read(
                "asks",
                "{name: asks, dataset: {name: digits}, network: {kind: mlp}, compute: {device: 'cuda:0'}}",
                List.of());
        CudaDevices one = new CudaDevices.Available(List.of(gpu(9, 0)));
        CheckResult fits = GpuCheck.of(asks, Optional.of(new GpuEstimate(GIB, 8)), one, Optional.empty(), false);
        assertThat(fits.state()).isEqualTo(CheckResult.State.OK);
        assertThat(fits.text()).contains("at most 1.5 GiB", "29.3 GiB are free", "8 runs train at most");
        CheckResult tooLarge =
                GpuCheck.of(asks, Optional.of(new GpuEstimate(29 * GIB, 1)), one, Optional.empty(), false);
        assertThat(tooLarge.state()).isEqualTo(CheckResult.State.PROBLEM);
        assertThat(tooLarge.fix()).contains("training.batchSize");
    }
}
