package org.ncollapse.experiment.results;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.ncollapse.experiment.store.ExperimentManifest;
import org.ncollapse.experiment.store.FeatureProvenance;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.MeasurementManifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.experiment.store.SimulationManifest;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.export.Bibliography;
import org.ncollapse.report.export.ExportWriter;
import org.ncollapse.report.export.ExportedNetwork;
import org.ncollapse.report.export.ExportedRun;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.spec.SimulationReader;
import org.ncollapse.spec.UfmSpec;

/** Exports a run, a simulation or a measurement from its files. */
public final class RunExporter {

    /** The version of a program that is not in the manifest. */
    private static final String UNKNOWN = "unknown";

    private RunExporter() {}

    /**
     * Exports a run.
     *
     * @param warning receives warnings for the user
     * @return the files that were written, relative to the run's folder; the archive is the last
     * @throws BadInputException if a process works on the run, or its files cannot be read
     */
    public static List<String> export(RunFolders folders, Consumer<String> warning) throws IOException {
        RunLock.requireFree(folders);
        Manifest manifest = Manifest.read(folders.manifest());
        ExportedRun run = exportedRun(folders, manifest, warning); // Before anything is written.
        try (RunLock lock = RunLock.acquire(folders)) {
            if (manifest.status() != RunStatus.FINISHED) {
                warning.accept("the run is '" + manifest.status() + "', not finished; its results so far are exported");
            }
            return ExportWriter.write(folders.export(), run);
        }
    }

    private static ExportedRun exportedRun(RunFolders folders, Manifest manifest, Consumer<String> warning) {
        String file = folders.manifest().toString();
        List<String> citations = new ArrayList<>(List.of("ncollapse"));
        String description;
        boolean hasHeadBias;
        Optional<ExportedNetwork> network = Optional.empty();
        if (manifest instanceof MeasurementManifest measurement) {
            description = "features captured elsewhere";
            hasHeadBias = measurement.features().splits().stream().anyMatch(FeatureProvenance.SplitFeatures::bias);
        } else if (manifest instanceof SimulationManifest simulation) {
            UfmSpec model =
                    SimulationReader.fromJson(file, simulation.simulation()).model();
            description = "gradient descent on the model " + model.kind();
            hasHeadBias = model instanceof UfmSpec.PlainSpec plain && plain.hasBias();
            citations.addAll(Bibliography.modelNames(model.kind().toString(), hasHeadBias));
        } else {
            Experiment experiment = ExperimentReader.fromJson(file, manifest.settings());
            description =
                    experiment.network().kind() + " on " + experiment.dataset().name() + ", "
                            + (experiment.objective().loss() == Loss.MSE ? "squared error" : "cross-entropy");
            hasHeadBias = experiment.network().headBias();
            citations.addAll(citations(experiment));
            network = TrainedNetwork.read(folders, (ExperimentManifest) manifest, experiment.network(), warning);
        }
        return new ExportedRun(
                folders.name(),
                description,
                manifest.status(),
                manifest.epochUnit(),
                citations,
                hasHeadBias,
                Objects.requireNonNullElse(manifest.header().software().ncollapse(), UNKNOWN),
                Objects.requireNonNullElse(manifest.header().software().deeplearning4j(), UNKNOWN),
                network);
    }

    private static List<String> citations(Experiment experiment) {
        List<String> citations = new ArrayList<>(List.of("Deeplearning4j"));
        if (!experiment.dataset().isImageFolder()) { // The name of an image folder is not a citation.
            citations.add("data " + experiment.dataset().name());
        }
        if (experiment.capture().oodDataset() != null) {
            citations.add("data " + experiment.capture().oodDataset());
        }
        boolean residual = experiment.network() instanceof NetworkSpec.ResNet;
        if (residual) {
            citations.add("residual network");
        }
        if (residual || experiment.network() instanceof NetworkSpec.Mlp mlp && mlp.batchNorm()) {
            citations.add("batch normalization");
        }
        return citations;
    }
}
