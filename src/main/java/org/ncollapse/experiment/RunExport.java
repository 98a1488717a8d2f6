package org.ncollapse.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.ncollapse.report.export.Bibliography;
import org.ncollapse.report.export.Export;
import org.ncollapse.report.export.Subject;
import org.ncollapse.spec.BadInputException;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.spec.ModelSpec;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.SimulationReader;

/** Exports a run or a simulation from its files alone. */
public final class RunExport {

    /** The version of a program that a manifest does not name. */
    private static final String UNKNOWN = "unknown";

    private RunExport() {}

    /**
     * Exports a run that no process has.
     *
     * @param warning hears what the user should know of the run
     * @return what was written, by paths below the run's folder; the archive last
     * @throws BadInputException where a process has it, or its files are missing or damaged
     */
    public static List<String> of(RunFolders folders, Consumer<String> warning) throws IOException {
        RunLock.refuseIfTaken(folders);
        Manifest manifest = Manifest.read(folders.manifest());
        Subject subject = subject(folders, manifest); // Before anything is written.
        try (RunLock lock = RunLock.take(folders)) {
            if (!manifest.status().equals("finished")) {
                warning.accept(
                        "the run is not finished but '" + manifest.status() + "'; what it has so far is exported");
            }
            return Export.write(folders.export(), subject);
        }
    }

    private static Subject subject(RunFolders folders, Manifest manifest) {
        String file = folders.manifest().toString();
        List<String> used = new ArrayList<>(List.of("ncollapse"));
        String setting;
        boolean biased;
        if (manifest.features() != null) {
            setting = "features captured elsewhere";
            biased = manifest.features().splits().stream().anyMatch(SavedSource.Split::bias);
        } else if (manifest.experiment() == null) {
            ModelSpec model =
                    SimulationReader.fromJson(file, manifest.simulation()).model();
            setting = "gradient descent on the model " + model.kind();
            biased = model instanceof ModelSpec.Plain plain && plain.decayB() != null;
            used.addAll(Bibliography.model(model.kind(), biased));
        } else {
            Experiment experiment = ExperimentReader.fromJson(file, manifest.experiment());
            setting =
                    experiment.network().kind() + " on " + experiment.dataset().name() + ", "
                            + (experiment.objective().loss() == Loss.MSE ? "squared error" : "cross-entropy");
            biased = experiment.network().headBias();
            used.addAll(used(experiment));
        }
        return new Subject(
                folders.name(),
                setting,
                manifest.status(),
                manifest.counts(),
                used,
                biased,
                Objects.requireNonNullElse(manifest.software().ncollapse(), UNKNOWN),
                Objects.requireNonNullElse(manifest.software().deeplearning4j(), UNKNOWN));
    }

    private static List<String> used(Experiment experiment) {
        List<String> used = new ArrayList<>(List.of("Deeplearning4j"));
        if (experiment.dataset().folder() == null) { // A folder's name may be anything.
            used.add("data " + experiment.dataset().name());
        }
        if (experiment.capture().ood() != null) {
            used.add("data " + experiment.capture().ood());
        }
        boolean residual = experiment.network() instanceof NetworkSpec.ResNet;
        if (residual) {
            used.add("residual network");
        }
        if (residual || experiment.network() instanceof NetworkSpec.Mlp mlp && mlp.batchNorm()) {
            used.add("batch normalisation");
        }
        return used;
    }
}
