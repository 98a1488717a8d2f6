package org.ncollapse.experiment.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ncollapse.data.DatasetState;
import org.ncollapse.data.Datasets;
import org.ncollapse.data.Outline;
import org.ncollapse.experiment.DiskNeed;
import org.ncollapse.experiment.MemoryNeed;
import org.ncollapse.experiment.Pace;
import org.ncollapse.experiment.ProcessorInfo;
import org.ncollapse.experiment.Trial;
import org.ncollapse.experiment.TrialImages;
import org.ncollapse.network.Backend;
import org.ncollapse.network.device.Cards;
import org.ncollapse.network.layer.Kernels;
import org.ncollapse.spec.BadInputException;
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
    private final Datasets datasets;
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
        datasets = new Datasets(folder);
    }

    /**
     * Goes through all checks, then through the experiments, ten seconds for each.
     *
     * @return whether nothing was found that would keep one of them from working
     */
    public boolean examine(List<Experiment> experiments) throws IOException {
        machine(experiments);
        MemoryLimits limits = MemoryLimits.present();
        found(MemoryCheck.of(limits));
        Cards cards = Cards.present();
        CardCheck.of(cards, Backend.hasCuda()).forEach(this::found);
        images(experiments);
        disk(experiments);
        int done = 0;
        for (Experiment experiment : experiments) {
            if (experiment.compute().device().isCard()) {
                found(CardCheck.of(experiment, cards, Backend.hasCuda()));
                done++;
                continue;
            }
            listener.doing("a trial of %s, about ten seconds (%d of %d)"
                    .formatted(experiment.name(), ++done, experiments.size()));
            tryOut(experiment, limits);
        }
        return well;
    }

    private void found(Finding finding) {
        well &= finding.state() != Finding.State.PROBLEM;
        listener.found(finding);
    }

    private void machine(List<Experiment> experiments) {
        ProcessorInfo processor = ProcessorInfo.present();
        int usable = Runtime.getRuntime().availableProcessors();
        Backend.use(Device.CPU, usable);
        NativesCheck.of(Backend.natives(), Backend.blas(), processor.flags(), System::getenv)
                .forEach(this::found);
        found(ProcessorCheck.of(processor.model(), usable, Math.max(usable, processor.count()), experiments));
        listener.doing("timing a convolution and two products");
        List<String> warnings = new ArrayList<>();
        Kernels kernels = Backend.kernels(ComputeSpec.Layers.ONEDNN, warnings::add);
        warnings.forEach(
                warning -> found(Finding.warning("layers", warning, "nothing need be done: runs work, slower")));
        found(ConvolutionCheck.of(kernels.convolution(ConvolutionCheck.SHAPE), kernels.format(), System::nanoTime));
        found(ProductCheck.floats(ProductCheck::blas, System::nanoTime));
        found(ProductCheck.doubles(ProductCheck::blas, System::nanoTime));
    }

    /** Those that the experiments name, and those that are here besides. */
    private void images(List<Experiment> experiments) {
        Set<DatasetSpec> named = new LinkedHashSet<>();
        for (Experiment experiment : experiments) {
            named.add(new DatasetSpec(
                    experiment.dataset().name(), experiment.dataset().folder(), null));
            if (experiment.capture().ood() != null) {
                named.add(new DatasetSpec(experiment.capture().ood(), null, null));
            }
        }
        datasets.list().stream()
                .filter(state -> state.found() != DatasetState.Found.ABSENT)
                .forEach(state -> named.add(new DatasetSpec(state.entry().name(), null, null)));
        for (DatasetSpec spec : named) {
            listener.doing("reading and verifying " + spec.name());
            found(DatasetCheck.of(spec, datasets));
        }
    }

    private void disk(List<Experiment> experiments) throws IOException {
        long results = 0;
        for (Experiment experiment : experiments) {
            try {
                results += DiskNeed.of(experiment, datasets);
            } catch (BadInputException e) {
                continue; // Its trial will say so.
            }
        }
        found(DiskCheck.at(home).finding("results", results, "--home"));
        long downloads = datasets.list().stream()
                .filter(state -> state.found() != DatasetState.Found.PRESENT)
                .filter(state -> experiments.stream()
                        .anyMatch(experiment -> experiment.dataset().folder() == null
                                && experiment
                                        .dataset()
                                        .name()
                                        .equals(state.entry().name())))
                .mapToLong(state -> Stream.concat(state.entry().downloads().stream(), state.entry().files().stream())
                        .mapToLong(file -> file.bytes())
                        .sum())
                .sum();
        found(DiskCheck.at(folder).finding("data sets", downloads, "--datasets"));
    }

    private void tryOut(Experiment experiment, MemoryLimits limits) {
        try {
            MemoryNeed need = MemoryNeed.of(experiment, datasets);
            Finding room = MemoryCheck.of(experiment.name(), need, limits);
            if (room.state() != Finding.State.OK) {
                found(room);
                return;
            }
            Outline outline = datasets.outline(experiment.dataset());
            TrialImages images = TrialImages.of(experiment, datasets, outline);
            Pace pace = Trial.of(experiment, images);
            listener.expects(new Expectation(experiment, need, pace.course(experiment, outline), images.real()));
        } catch (BadInputException e) {
            found(Finding.problem(experiment.name(), e.getMessage(), "mend the experiment file"));
        }
    }
}
