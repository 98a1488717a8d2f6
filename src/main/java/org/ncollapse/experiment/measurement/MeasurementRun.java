package org.ncollapse.experiment.measurement;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.ncollapse.capture.MeasurementInput;
import org.ncollapse.capture.SavedHead;
import org.ncollapse.capture.SavedMoments;
import org.ncollapse.capture.SavedSampleWriter;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.experiment.results.RunLifecycle;
import org.ncollapse.experiment.store.FeatureProvenance;
import org.ncollapse.experiment.store.Machine;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.ManifestHeader;
import org.ncollapse.experiment.store.MeasurementManifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.experiment.store.RunProgress;
import org.ncollapse.experiment.store.RunStore;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;
import org.ncollapse.metrics.LayerMeasurement;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.RunStatus;
import org.ncollapse.text.NumberText;

/**
 * Measures saved features: computes their metrics and writes the same tables as a run. Nothing is written before all
 * features have been read.
 */
public final class MeasurementRun {

    private static final List<String> DEFINITIONS = List.of(
            "features were read from files: it is not recorded whether they were computed with fixed weights, in "
                    + "inference mode and on unaugmented data",
            "epoch, layer and split are those of a file name like epoch-0042-penultimate-train.npz, else 0, "
                    + "penultimate and train",
            "learning_rate and objective are empty, because the penalties of all layers are not known; "
                    + "terminal_phase is the file's value if it has one; otherwise "
                    + "1 from the first "
                    + "measured epoch with zero training error, and empty if the training error was not measured",
            "the global mean is the mean of the class means, whatever the class sizes",
            "moments, metrics and the head's logits are computed in double precision from features as they were saved",
            "standard deviations are population standard deviations");
    private static final int BUFFER_BYTES = 1 << 16;
    /** With more classes a table of matrices has millions of rows for each layer and split. */
    private static final int MAX_MATRIX_CLASSES = 1000;

    /** The pairs of this many classes of width 256 are compared in about ten seconds. */
    private static final int MAX_FAST_CLASSES = 5000;

    private static final int HEAD_COPIES = 4;
    private static final int BYTES_PER_SAMPLE = 24;
    /** Estimates of less memory are not precise enough to refuse anything. */
    private static final double SMALL_HEAP = 1 << 29;

    private final MeasurementInput input;
    private final Loss loss;
    private final boolean withMatrices;
    private final RunFolders folders;
    private final RunStore store;
    private final MeasurementListener listener;
    private final List<String> warnings;
    private final Optional<String> emptyColumns;
    private final long startNanos = System.nanoTime();
    private final ManifestHeader header;
    private final long totalBytes;
    private long readBytes;

    /**
     * A measurement that has not started.
     *
     * @param loss the loss in the column {@code loss}
     * @param matrices whether to write {@code gram.csv} and {@code logits.csv} however many classes there are
     * @param folders the folders for its results
     * @param listener receives the events of the measurement, on the thread that calls {@link #execute}
     */
    public MeasurementRun(
            MeasurementInput input, Loss loss, boolean matrices, RunFolders folders, MeasurementListener listener)
            throws IOException {
        this.input = input;
        this.loss = loss;
        withMatrices = matrices || input.classes() <= MAX_MATRIX_CLASSES;
        warnings = warnings(input, withMatrices);
        emptyColumns = SavedFeatureMeasurer.emptyColumns(input, loss);
        this.folders = folders;
        this.listener = listener;
        store = new RunStore(folders);
        SavedHead head = input.splits().stream()
                .map(SavedSplit::head)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        header = ManifestHeader.start(
                folders.name(),
                head == null ? 0 : head.weights().length + (head.bias() == null ? 0 : head.bias().length),
                Software.withoutNetwork(),
                Machine.current(),
                Stream.concat(warnings.stream(), emptyColumns.stream()).toList(),
                DEFINITIONS);
        long bytes = SavedFeatureMeasurer.bytesToRead(input);
        for (Path file : files()) {
            bytes += Files.size(file);
        }
        SavedSampleWriter samples = new SavedSampleWriter(input, folders.export());
        bytes += input.splits().stream()
                .filter(split -> withMatrices && samples.writes(split))
                .mapToLong(split -> split.samples().bytes())
                .sum();
        totalBytes = bytes;
    }

    /**
     * Computes the metrics and writes the results.
     *
     * @param overwrite whether the files of an earlier run of the name may be deleted
     * @return the measurements, one for each row of {@code metrics.csv}
     * @throws BadInputException if the features cannot be measured, or there is such a run and it may not be deleted;
     *     nothing is written in this case
     */
    public List<SplitMeasurement> execute(boolean overwrite) throws IOException {
        RunLock.requireFree(folders);
        store.requireUnusedOrUnfinished(overwrite, MeasurementManifest.class);
        requireInputOutsideResults();
        requireMemory();
        warnings.forEach(listener::warn);
        SavedFeatureMeasurer measurer =
                new SavedFeatureMeasurer(input, loss, withMatrices, this::bytesRead, listener::measured);
        List<SplitMeasurement> measurements = measurer.measure();
        emptyColumns.ifPresent(listener::warn); // Not before: of a file that is rejected there is one line only.
        Manifest manifest = new MeasurementManifest(header, provenance());
        RunProgress progress = new RunProgress(
                measurements.get(measurements.size() - 1).key().epoch(),
                measurer.zeroErrorEpoch(),
                0,
                (System.nanoTime() - startNanos) * 1e-9);
        try (RunLock lock = RunLock.acquire(folders)) {
            store.requireUnusedOrUnfinished(
                    overwrite,
                    MeasurementManifest.class); // Another process may have started such a run in the meantime.
            store.deleteResults();
            write(RunLifecycle.start(folders, manifest, () -> progress), measurements);
        }
        return measurements;
    }

    private static List<String> warnings(MeasurementInput input, boolean withMatrices) {
        List<String> all = new ArrayList<>(input.warnings());
        if (!withMatrices) {
            all.add("gram.csv and logits.csv have no rows, because " + input.classes()
                    + " classes would give millions; --matrices writes them");
        }
        if (input.classes() > MAX_FAST_CLASSES) {
            all.add("all pairs of the " + input.classes()
                    + " classes are compared after the files are read, which can take minutes");
        }
        return all;
    }

    /** Fails before anything is read, not after minutes. */
    private void requireMemory() {
        double available = Runtime.getRuntime().maxMemory();
        for (SavedSplit split : input.splits()) {
            int width = split.samples().width();
            int rows = split.head() == null ? 0 : split.head().classes();
            double needed = LayerMeasurement.heapBytes(input.classes(), width, withMatrices)
                    + (double) HEAD_COPIES * Double.BYTES * rows * width
                    + (split.samples() instanceof SavedMoments moments
                            ? moments.bytes()
                            : (double) BYTES_PER_SAMPLE * split.samples().rows());
            if (needed > available && needed > SMALL_HEAP) {
                throw new BadInputException(split.arrays().mainFile() + ": " + input.classes() + " classes of width "
                        + width + (rows > 0 ? " and a head of " + rows + " rows" : "") + " need about "
                        + NumberText.bytes((long) needed) + " of Java's heap, which has "
                        + NumberText.bytes((long) available) + "; give it more with JAVA_TOOL_OPTIONS=-Xmx"
                        + (long) Math.ceil(needed / (1 << 30)) + "g, or measure fewer classes"
                        + (withMatrices && input.classes() > MAX_MATRIX_CLASSES ? " or without --matrices" : ""));
            }
        }
    }

    private void write(RunLifecycle lifecycle, List<SplitMeasurement> measurements) throws IOException {
        try {
            try (RunTablesWriter tables = new RunTablesWriter(folders.export())) {
                for (SplitMeasurement row : measurements) {
                    tables.writeMetrics(
                            row.key().epoch(), row.key().tap(), row.key().split(), row.measurement());
                }
            }
            writeSamples(measurements);
            lifecycle.drawFigures();
            lifecycle.finish(null);
        } catch (RuntimeException | IOException | Error e) {
            lifecycle.endEarly(RunStatus.FAILED, e);
            throw e;
        }
    }

    /** Without matrices there is no fit and no figure that would need the samples. */
    private void writeSamples(List<SplitMeasurement> measurements) throws IOException {
        SavedSampleWriter samples = new SavedSampleWriter(input, folders.export());
        boolean zeroErrorSeen = false;
        for (int i = 0; withMatrices && i < measurements.size(); i++) {
            SavedSplit split = input.splits().get(i);
            if (samples.writes(split)) {
                boolean inTerminalPhase = Boolean.TRUE.equals(
                        measurements.get(i).measurement().metrics().terminalPhase());
                samples.write(split, inTerminalPhase && !zeroErrorSeen);
                zeroErrorSeen |= inTerminalPhase;
                bytesRead(split.samples().bytes());
            }
        }
    }

    /** The results that would be overwritten may contain the features that are to be measured. */
    private void requireInputOutsideResults() {
        Path export = folders.export().toAbsolutePath().normalize();
        for (Path file : files()) {
            if (file.toAbsolutePath().normalize().startsWith(export)) {
                throw new BadInputException(file
                        + " is in the results that would be overwritten; give the measurement another name (--name)");
            }
        }
    }

    private List<Path> files() {
        return input.splits().stream()
                .flatMap(split -> split.arrays().files().stream())
                .distinct()
                .toList();
    }

    private void bytesRead(long bytes) {
        readBytes += bytes;
        listener.bytesRead(readBytes, totalBytes);
    }

    private FeatureProvenance provenance() throws IOException {
        List<FeatureProvenance.File> files = new ArrayList<>();
        for (Path file : files()) {
            files.add(provenance(file));
        }
        return new FeatureProvenance(
                files,
                input.splits().stream()
                        .map(split -> SplitProvenance.of(split, input.classes()))
                        .toList(),
                input.labels(),
                loss == Loss.MSE ? "mse" : "cross-entropy",
                withMatrices);
    }

    private FeatureProvenance.File provenance(Path file) throws IOException {
        Sha256 sha256 = new Sha256();
        long bytes = 0;
        try (InputStream in = sha256.digesting(Files.newInputStream(file))) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                bytes += count;
                bytesRead(count);
            }
        }
        return new FeatureProvenance.File(file.toString(), bytes, sha256.hex());
    }
}
