package org.ncollapse.experiment.doctor;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ncollapse.experiment.estimate.GpuEstimate;
import org.ncollapse.io.BadInputException;
import org.ncollapse.network.device.CudaDevice;
import org.ncollapse.network.device.CudaDevices;
import org.ncollapse.network.kernel.cuda.driver.GpuMemoryException;
import org.ncollapse.network.kernel.cuda.driver.NvrtcRelease;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.ComputeSpec.KernelLibrary;
import org.ncollapse.spec.Experiment;
import org.ncollapse.text.NumberText;
import org.ncollapse.training.GpuMemoryEstimate;

/** Checks the machine's GPUs. */
final class GpuCheck {

    private static final String USE_CPU = "use compute.device: cpu, the default";
    private static final String INSTALL_NVRTC = "run '" + NvrtcRelease.INSTALL + "'";
    private static final String BUILD_WITH_CUDA = "mvn -Pcuda -Dmaven.test.skip=true package";

    private GpuCheck() {}

    /**
     * @param missingCompiler why the kernels for GPUs cannot be compiled; empty if they can
     * @param nd4jCuda whether this build contains ND4J's CUDA backend
     */
    static List<CheckResult> of(CudaDevices gpus, Optional<String> missingCompiler, boolean nd4jCuda) {
        if (gpus instanceof CudaDevices.Unavailable none) {
            return List.of(CheckResult.ok("GPUs", "no GPU (" + none.reason() + "); runs use the CPU"));
        }
        return IntStream.range(0, gpus.visible().size())
                .mapToObj(number -> of(number, gpus.visible().get(number), missingCompiler, nd4jCuda))
                .toList();
    }

    private static CheckResult of(int number, CudaDevice gpu, Optional<String> missingCompiler, boolean nd4jCuda) {
        String name = "GPU cuda:" + number;
        Optional<String> unsupported = gpu.unsupportedReason(KernelLibrary.CUDA);
        if (unsupported.isEmpty()) {
            return missingCompiler
                    .map(reason -> CheckResult.warning(
                            name, gpu + " is supported, but " + reason, INSTALL_NVRTC + "; until then " + USE_CPU))
                    .orElseGet(() -> CheckResult.ok(name, gpu + " is supported"));
        }
        if (gpu.unsupportedReason(KernelLibrary.ND4J).isPresent()) {
            return CheckResult.warning(name, gpu + " is not supported: " + unsupported.get(), USE_CPU);
        }
        return nd4jCuda
                ? CheckResult.ok(name, gpu + " is supported, with compute.kernels: nd4j")
                : CheckResult.warning(
                        name,
                        gpu + " is supported with compute.kernels: nd4j only, and this build does not contain them",
                        BUILD_WITH_CUDA + "; until then " + USE_CPU);
    }

    /**
     * Checks whether the GPU that an experiment asks for is available. The experiment is not timed: a process uses the
     * CPU or a GPU, and this one uses the CPU.
     *
     * @param experiment an experiment whose {@code compute.device} is a GPU
     * @param estimate what it needs of the GPU; empty if that is not known
     */
    static CheckResult of(
            Experiment experiment,
            Optional<GpuEstimate> estimate,
            CudaDevices gpus,
            Optional<String> missingCompiler,
            boolean nd4jCuda) {
        ComputeSpec compute = experiment.compute();
        try {
            CudaDevice gpu = gpus.require(compute.device().cudaIndex(), compute.kernels());
            if (compute.kernels() == KernelLibrary.ND4J && !nd4jCuda) {
                return CheckResult.problem(
                        experiment.name(),
                        "asks for " + compute.device()
                                + " with compute.kernels: nd4j, and this build does not contain them",
                        BUILD_WITH_CUDA + ", or remove compute.kernels");
            }
            if (compute.kernels() == KernelLibrary.CUDA && missingCompiler.isPresent()) {
                return CheckResult.problem(
                        experiment.name(), missingCompiler.get(), INSTALL_NVRTC + ", or use compute.device: cpu");
            }
            return estimate.map(need -> memory(experiment, need, gpu))
                    .orElseGet(() ->
                            CheckResult.ok(experiment.name(), "runs on " + gpu + "; times on a GPU are not estimated"));
        } catch (BadInputException e) {
            return CheckResult.problem(
                    experiment.name(), e.getMessage(), "use compute.device: cpu, or a supported GPU");
        }
    }

    private static CheckResult memory(Experiment experiment, GpuEstimate need, CudaDevice gpu) {
        long needed = need.memoryBytes() + GpuMemoryEstimate.CONTEXT_BYTES;
        long free = gpu.freeMemoryMiB() << 20;
        String memory = "at most " + NumberText.bytes(needed) + " of its memory"
                + (free == 0 ? "" : ", of which " + NumberText.bytes(free) + " are free");
        if (free > 0 && needed > free) {
            return CheckResult.problem(
                    experiment.name(),
                    "needs more memory than is free on " + gpu + ": " + memory,
                    GpuMemoryException.REMEDY);
        }
        return CheckResult.ok(
                experiment.name(),
                "runs on " + gpu + " and needs " + memory + "; in a sweep, " + need.runsAtOnce()
                        + (need.runsAtOnce() == 1 ? " run trains" : " runs train at most")
                        + " on a GPU at once; times on a GPU are not estimated");
    }
}
