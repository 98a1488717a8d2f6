package org.ncollapse.experiment.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ncollapse.data.DatasetState;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.data.DatasetSummary;
import org.ncollapse.experiment.estimate.DiskEstimate;
import org.ncollapse.experiment.estimate.GpuEstimate;
import org.ncollapse.experiment.estimate.MemoryEstimate;
import org.ncollapse.experiment.estimate.TimeEstimate;
import org.ncollapse.experiment.estimate.TimingTrial;
import org.ncollapse.experiment.estimate.TimingTrialData;
import org.ncollapse.experiment.store.ProcessorInfo;
import org.ncollapse.io.BadInputException;
import org.ncollapse.network.Backend;
import org.ncollapse.network.device.CudaDevices;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.cuda.CudaKernels;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.Experiment;

/**
 * Checks this machine and estimates the memory and time of experiments on it. Writes only temporary files, which are
 * deleted.
 */
public final class Doctor {

    private final Path home;
    private final Path folder;
    private final DatasetStore datasets;
    private final DoctorListener listener;
    private boolean passed = true;

    /**
     * @param home the home folder for results
     * @param folder the folder of data sets
     */
    public Doctor(Path home, Path folder, DoctorListener listener) {
        this.home = home;
        this.folder = folder;
        this.listener = listener;
        datasets = new DatasetStore(folder);
    }

    /**
     * Runs all checks, then times each experiment for about ten seconds.
     *
     * @return whether no problem was found
     */
    public boolean run(List<Experiment> experiments) throws IOException {
        machine(experiments);
        MemoryLimits limits = MemoryLimits.current();
        report(MemoryCheck.of(limits));
        CudaDevices gpus = CudaDevices.detect();
        Optional<String> missingCompiler = gpus.visible().isEmpty() ? Optional.empty() : compiler();
        GpuCheck.of(gpus, missingCompiler, Backend.hasCuda()).forEach(this::report);
        images(experiments);
        disk(experiments);
        int done = 0;
        for (Experiment experiment : experiments) {
            if (experiment.compute().device().isCuda()) {
                checkGpu(experiment, gpus, missingCompiler);
                done++;
                continue;
            }
            listener.stageStarted(
                    "timing %s, about ten seconds (%d of %d)".formatted(experiment.name(), ++done, experiments.size()));
            estimate(experiment, limits);
        }
        return passed;
    }

    /** Reports the compiler of the kernels for GPUs, and returns why it is missing. */
    private Optional<String> compiler() {
        try {
            report(CheckResult.ok("GPU compiler", CudaKernels.findCompiler()));
            return Optional.empty();
        } catch (BadInputException e) {
            return Optional.of(e.getMessage());
        }
    }

    private void report(CheckResult result) {
        passed &= result.state() != CheckResult.State.PROBLEM;
        listener.checkDone(result);
    }

    private void machine(List<Experiment> experiments) {
        ProcessorInfo processor = ProcessorInfo.current();
        int usable = Runtime.getRuntime().availableProcessors();
        Backend.initialize(Device.CPU, usable);
        NativeLibraryCheck.of(Backend.nativeLibrary(), Backend.blasDescription(), processor.flags(), System::getenv)
                .forEach(this::report);
        report(ProcessorCheck.of(processor.model(), usable, Math.max(usable, processor.count()), experiments));
        listener.stageStarted("timing a convolution and two matrix products");
        List<String> warnings = new ArrayList<>();
        Kernels kernels = Backend.createKernels(ComputeSpec.KernelLibrary.ONEDNN, warnings::add);
        warnings.forEach(
                warning -> report(CheckResult.warning("kernels", warning, "no action is needed; runs are slower")));
        report(ConvolutionCheck.of(kernels.conv2d(ConvolutionCheck.SHAPE), kernels.layout(), System::nanoTime));
        report(MatrixProductCheck.checkSingle(MatrixProductCheck::blas, System::nanoTime));
        report(MatrixProductCheck.checkDouble(MatrixProductCheck::blas, System::nanoTime));
    }

    /** Checks the data sets of the experiments and those that are present. */
    private void images(List<Experiment> experiments) {
        Set<DatasetSpec> specs = new LinkedHashSet<>();
        for (Experiment experiment : experiments) {
            specs.add(new DatasetSpec(
                    experiment.dataset().name(), experiment.dataset().folder(), null, null));
            if (experiment.capture().oodDataset() != null) {
                specs.add(DatasetSpec.of(experiment.capture().oodDataset()));
            }
        }
        datasets.list().stream()
                .filter(state -> state.availability() != DatasetState.Availability.MISSING)
                .forEach(state -> specs.add(DatasetSpec.of(state.entry().name())));
        for (DatasetSpec spec : specs) {
            listener.stageStarted("reading and verifying " + spec.name());
            report(DatasetCheck.of(spec, datasets));
        }
    }

    private void disk(List<Experiment> experiments) throws IOException {
        long results = 0;
        for (Experiment experiment : experiments) {
            try {
                results += DiskEstimate.bytes(experiment, datasets);
            } catch (BadInputException e) {
                // The timing trial reports it.
            }
        }
        report(DiskCheck.at(home).result("results", results, "--home"));
        long downloads = datasets.list().stream()
                .filter(state -> state.availability() != DatasetState.Availability.PRESENT)
                .filter(state -> experiments.stream()
                        .anyMatch(experiment -> !experiment.dataset().isImageFolder()
                                && experiment
                                        .dataset()
                                        .name()
                                        .equals(state.entry().name())))
                .mapToLong(state -> Stream.concat(state.entry().downloads().stream(), state.entry().files().stream())
                        .mapToLong(file -> file.bytes())
                        .sum())
                .sum();
        report(DiskCheck.at(folder).result("data sets", downloads, "--datasets"));
    }

    private void checkGpu(Experiment experiment, CudaDevices gpus, Optional<String> missingCompiler) {
        try {
            Optional<GpuEstimate> estimate = experiment.compute().kernels() == ComputeSpec.KernelLibrary.CUDA
                    ? Optional.of(GpuEstimate.of(experiment, datasets))
                    : Optional.empty();
            report(GpuCheck.of(experiment, estimate, gpus, missingCompiler, Backend.hasCuda()));
        } catch (BadInputException e) {
            report(CheckResult.problem(experiment.name(), e.getMessage(), "fix the experiment file"));
        }
    }

    private void estimate(Experiment experiment, MemoryLimits limits) {
        try {
            MemoryEstimate memory = MemoryEstimate.of(experiment, datasets);
            CheckResult memoryResult = MemoryCheck.of(experiment.name(), memory, limits);
            if (memoryResult.state() != CheckResult.State.OK) {
                report(memoryResult);
                return;
            }
            DatasetSummary summary = datasets.summarize(experiment.dataset());
            TimingTrialData images = TimingTrialData.of(experiment, datasets, summary);
            TimeEstimate time = TimingTrial.run(experiment, images);
            listener.estimateDone(
                    new ExperimentEstimate(experiment, memory, time.breakdown(experiment, summary), images.isReal()));
        } catch (BadInputException e) {
            report(CheckResult.problem(experiment.name(), e.getMessage(), "fix the experiment file"));
        }
    }
}
