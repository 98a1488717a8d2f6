package org.ncollapse.experiment.results;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.ncollapse.experiment.store.ExperimentManifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.network.SavedNetwork;
import org.ncollapse.report.export.ExportedNetwork;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.RunStatus;

/** Reads the network of a run for its export. */
final class TrainedNetwork {

    private TrainedNetwork() {}

    /**
     * Reads {@code models/NAME.zip}.
     *
     * @param warning receives a message if the file is missing
     * @return empty if the run has not completed its training: the file may be that of an earlier end
     * @throws org.ncollapse.io.BadInputException if the file is damaged or of another network
     */
    static Optional<ExportedNetwork> read(
            RunFolders folders, ExperimentManifest manifest, NetworkSpec spec, Consumer<String> warning) {
        if (manifest.status() != RunStatus.FINISHED && manifest.status() != RunStatus.FITTING) {
            return Optional.empty();
        }
        if (!Files.exists(folders.model())) {
            warning.accept(folders.model() + " is missing: the network is not exported");
            return Optional.empty();
        }
        ExperimentManifest.Data data = manifest.data();
        ImageShape image = data.imageShape();
        int classes = data.classes().size();
        return Optional.of(new ExportedNetwork(
                spec,
                image,
                classes,
                Arrays.stream(data.mean()).boxed().toList(),
                Arrays.stream(data.std()).boxed().toList(),
                SavedNetwork.stateDict(folders.model(), spec, image, classes)));
    }
}
