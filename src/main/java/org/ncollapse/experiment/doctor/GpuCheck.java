package org.ncollapse.experiment.doctor;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.network.device.CudaDevice;
import org.ncollapse.network.device.CudaDevices;
import org.ncollapse.spec.Experiment;

/** Checks the machine's GPUs. */
final class GpuCheck {

    private static final String USE_CPU = "use compute.device: cpu, the default";

    private GpuCheck() {}

    /** @param cuda whether this build contains ND4J's CUDA backend */
    static List<CheckResult> of(CudaDevices gpus, boolean cuda) {
        if (gpus instanceof CudaDevices.Unavailable none) {
            return List.of(CheckResult.ok(
                    "GPUs",
                    "no GPU (" + none.reason() + "); runs use the CPU"
                            + (cuda ? "" : ", and this build does not contain CUDA")));
        }
        return IntStream.range(0, gpus.visible().size())
                .mapToObj(number -> of(number, gpus.visible().get(number), cuda))
                .toList();
    }

    /**
     * Checks whether the GPU that an experiment asks for is available. The experiment is not timed: a process uses the
     * CPU or a GPU, and this one uses the CPU.
     *
     * @param experiment an experiment whose {@code compute.device} is a GPU
     */
    static CheckResult of(Experiment experiment, CudaDevices gpus, boolean cuda) {
        try {
            CudaDevice gpu = gpus.require(experiment.compute().device().cudaIndex());
            return cuda
                    ? CheckResult.ok(experiment.name(), "runs on " + gpu + "; times on a GPU are not estimated")
                    : CheckResult.problem(
                            experiment.name(),
                            "asks for " + experiment.compute().device() + ", and this build does not contain CUDA",
                            "mvn -Pcuda -Dmaven.test.skip=true package, or use compute.device: cpu");
        } catch (BadInputException e) {
            return CheckResult.problem(
                    experiment.name(), e.getMessage(), "use compute.device: cpu, or a supported GPU");
        }
    }

    private static CheckResult of(int number, CudaDevice gpu, boolean cuda) {
        String name = "GPU cuda:" + number;
        Optional<String> unsupported = gpu.unsupportedReason();
        if (unsupported.isPresent()) {
            return CheckResult.warning(name, gpu + " is not supported: " + unsupported.get(), USE_CPU);
        }
        return cuda
                ? CheckResult.ok(name, gpu + " is supported")
                : CheckResult.warning(
                        name,
                        gpu + " is supported, but this build does not contain CUDA",
                        "mvn -Pcuda -Dmaven.test.skip=true package; until then " + USE_CPU);
    }
}
