package org.ncollapse.experiment.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ncollapse.data.DatasetState;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.data.DatasetSummary;
import org.ncollapse.experiment.estimate.DiskEstimate;
import org.ncollapse.experiment.estimate.MemoryEstimate;
import org.ncollapse.experiment.estimate.TimeEstimate;
import org.ncollapse.experiment.estimate.TimingTrial;
import org.ncollapse.experiment.estimate.TimingTrialData;
import org.ncollapse.experiment.store.ProcessorInfo;
import org.ncollapse.io.BadInputException;
import org.ncollapse.network.Backend;
import org.ncollapse.network.device.CudaDevices;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.Experiment;

/**
 * Looks this machine over: what it has, what it reaches, and what experiments would take on it. Writes nothing but
 * temporary files, which go again.
 */
public final class Doctor {

    private final Path home;
    private final Path folder;
    private final DatasetStore datasets;
    private final DoctorListener listener;
    private boolean well = true;

    /**
     * @param home where results would go
     * @param folder where data sets are looked for
     */
    public Doctor(Path home, Path folder, DoctorListener listener) {
        this.home = home;
        this.folder = folder;
        this.listener = listener;
        datasets = new DatasetStore(folder);
    }

    /**
     * Goes through all checks, then through the experiments, ten seconds for each.
     *
     * @return whether nothing was found that would keep one of them from working
     */
    public boolean run(List<Experiment> experiments) throws IOException {
        machine(experiments);
        MemoryLimits limits = MemoryLimits.current();
        found(MemoryCheck.of(limits));
        CudaDevices cards = CudaDevices.detect();
        GpuCheck.of(cards, Backend.hasCuda()).forEach(this::found);
        images(experiments);
        disk(experiments);
        int done = 0;
        for (Experiment experiment : experiments) {
            if (experiment.compute().device().isCuda()) {
                found(GpuCheck.of(experiment, cards, Backend.hasCuda()));
                done++;
                continue;
            }
            listener.stageStarted("a trial of %s, about ten seconds (%d of %d)"
                    .formatted(experiment.name(), ++done, experiments.size()));
            tryOut(experiment, limits);
        }
        return well;
    }

    private void found(CheckResult finding) {
        well &= finding.state() != CheckResult.State.PROBLEM;
        listener.checkDone(finding);
    }

    private void machine(List<Experiment> experiments) {
        ProcessorInfo processor = ProcessorInfo.current();
        int usable = Runtime.getRuntime().availableProcessors();
        Backend.initialize(Device.CPU, usable);
        NativeLibraryCheck.of(Backend.nativeLibrary(), Backend.blasDescription(), processor.flags(), System::getenv)
                .forEach(this::found);
        found(ProcessorCheck.of(processor.model(), usable, Math.max(usable, processor.count()), experiments));
        listener.stageStarted("timing a convolution and two products");
        List<String> warnings = new ArrayList<>();
        Kernels kernels = Backend.createKernels(ComputeSpec.KernelLibrary.ONEDNN, warnings::add);
        warnings.forEach(
                warning -> found(CheckResult.warning("layers", warning, "nothing need be done: runs work, slower")));
        found(ConvolutionCheck.of(kernels.conv2d(ConvolutionCheck.SHAPE), kernels.layout(), System::nanoTime));
        found(MatrixProductCheck.floats(MatrixProductCheck::blas, System::nanoTime));
        found(MatrixProductCheck.doubles(MatrixProductCheck::blas, System::nanoTime));
    }

    /** Those that the experiments name, and those that are here besides. */
    private void images(List<Experiment> experiments) {
        Set<DatasetSpec> named = new LinkedHashSet<>();
        for (Experiment experiment : experiments) {
            named.add(new DatasetSpec(
                    experiment.dataset().name(), experiment.dataset().folder(), null));
            if (experiment.capture().oodDataset() != null) {
                named.add(new DatasetSpec(experiment.capture().oodDataset(), null, null));
            }
        }
        datasets.list().stream()
                .filter(state -> state.availability() != DatasetState.Availability.MISSING)
                .forEach(state -> named.add(new DatasetSpec(state.entry().name(), null, null)));
        for (DatasetSpec spec : named) {
            listener.stageStarted("reading and verifying " + spec.name());
            found(DatasetCheck.of(spec, datasets));
        }
    }

    private void disk(List<Experiment> experiments) throws IOException {
        long results = 0;
        for (Experiment experiment : experiments) {
            try {
                results += DiskEstimate.bytes(experiment, datasets);
            } catch (BadInputException e) {
                // Its trial reports it.
            }
        }
        found(DiskCheck.at(home).result("results", results, "--home"));
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
        found(DiskCheck.at(folder).result("data sets", downloads, "--datasets"));
    }

    private void tryOut(Experiment experiment, MemoryLimits limits) {
        try {
            MemoryEstimate need = MemoryEstimate.of(experiment, datasets);
            CheckResult room = MemoryCheck.of(experiment.name(), need, limits);
            if (room.state() != CheckResult.State.OK) {
                found(room);
                return;
            }
            DatasetSummary outline = datasets.summarize(experiment.dataset());
            TimingTrialData images = TimingTrialData.of(experiment, datasets, outline);
            TimeEstimate pace = TimingTrial.run(experiment, images);
            listener.estimateDone(
                    new ExperimentEstimate(experiment, need, pace.breakdown(experiment, outline), images.isReal()));
        } catch (BadInputException e) {
            found(CheckResult.problem(experiment.name(), e.getMessage(), "mend the experiment file"));
        }
    }
}
