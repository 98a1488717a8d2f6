package org.ncollapse.experiment.results;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.ncollapse.experiment.store.FeatureProvenance;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.export.Bibliography;
import org.ncollapse.report.export.ExportWriter;
import org.ncollapse.report.export.ExportedRun;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.spec.UfmSpec;

/** Exports a run or a simulation from its files alone. */
public final class RunExporter {

    /** The version of a program that a manifest does not name. */
    private static final String UNKNOWN = "unknown";

    private RunExporter() {}

    /**
     * Exports a run that no process has.
     *
     * @param warning hears what the user should know of the run
     * @return what was written, by paths below the run's folder; the archive last
     * @throws BadInputException where a process has it, or its files are missing or damaged
     */
    public static List<String> export(RunFolders folders, Consumer<String> warning) throws IOException {
        RunLock.requireFree(folders);
        Manifest manifest = Manifest.read(folders.manifest());
        ExportedRun subject = subject(folders, manifest); // Before anything is written.
        try (RunLock lock = RunLock.acquire(folders)) {
            if (!manifest.status().equals("finished")) {
                warning.accept(
                        "the run is not finished but '" + manifest.status() + "'; what it has so far is exported");
            }
            return ExportWriter.write(folders.export(), subject);
        }
    }

    private static ExportedRun subject(RunFolders folders, Manifest manifest) {
        String file = folders.manifest().toString();
        List<String> used = new ArrayList<>(List.of("ncollapse"));
        String setting;
        boolean biased;
        if (manifest.features() != null) {
            setting = "features captured elsewhere";
            biased = manifest.features().splits().stream().anyMatch(FeatureProvenance.SplitFeatures::bias);
        } else if (manifest.experiment() == null) {
            UfmSpec model =
                    SimulationReader.fromJson(file, manifest.simulation()).model();
            setting = "gradient descent on the model " + model.kind();
            biased = model instanceof UfmSpec.PlainSpec plain && plain.hasBias();
            used.addAll(Bibliography.modelNames(model.kind().toString(), biased));
        } else {
            Experiment experiment = ExperimentReader.fromJson(file, manifest.experiment());
            setting =
                    experiment.network().kind() + " on " + experiment.dataset().name() + ", "
                            + (experiment.objective().loss() == Loss.MSE ? "squared error" : "cross-entropy");
            biased = experiment.network().headBias();
            used.addAll(used(experiment));
        }
        return new ExportedRun(
                folders.name(),
                setting,
                manifest.status(),
                manifest.epochUnit(),
                used,
                biased,
                Objects.requireNonNullElse(manifest.software().ncollapse(), UNKNOWN),
                Objects.requireNonNullElse(manifest.software().deeplearning4j(), UNKNOWN));
    }

    private static List<String> used(Experiment experiment) {
        List<String> used = new ArrayList<>(List.of("Deeplearning4j"));
        if (!experiment.dataset().isImageFolder()) { // A folder's name may be anything.
            used.add("data " + experiment.dataset().name());
        }
        if (experiment.capture().oodDataset() != null) {
            used.add("data " + experiment.capture().oodDataset());
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
