package org.ncollapse.experiment.measurement;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ncollapse.capture.MeasurementInput;
import org.ncollapse.capture.SavedHead;
import org.ncollapse.capture.SavedSplit;
import org.ncollapse.experiment.results.RunReport;
import org.ncollapse.experiment.store.FeatureProvenance;
import org.ncollapse.experiment.store.Machine;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;
import org.ncollapse.report.table.RunTablesWriter;
import org.ncollapse.spec.ObjectiveSpec.Loss;

/**
 * Features captured elsewhere, from their files to the tables that a run would have of them. Nothing is written before
 * all have been read.
 */
public final class MeasurementRun {

    private static final List<String> MEASUREMENT = List.of(
            "features were captured elsewhere: whether with fixed weights, in inference mode and unaugmented, is not known here",
            "epoch, layer and split are those of the file's name where it is epoch-0042-penultimate-train.npz, else 0, penultimate and train",
            "learning rate and penalties are not known; terminal_phase is what the file says, where it does; else 1 from the first measured epoch without "
                    + "training error on, and empty where the training error was not measured",
            "the global mean is the mean of the class means, whatever the classes' sizes",
            "moments, metrics and the head's logits in double precision, from features as they were saved",
            "standard deviations are the population's");
    private static final int BUFFER = 1 << 16;

    private final MeasurementInput set;
    private final Loss loss;
    private final RunFolders folders;
    private final MeasurementListener listener;
    private final long begun = System.nanoTime();
    private final String started = Manifest.now();
    private final long total;
    private long done;

    /**
     * A measurement that has not begun.
     *
     * @param loss what the column of that name holds
     * @param folders where its results go
     * @param listener hears how it goes on, on the thread that calls {@link #execute}
     */
    public MeasurementRun(MeasurementInput set, Loss loss, RunFolders folders, MeasurementListener listener)
            throws IOException {
        this.set = set;
        this.loss = loss;
        this.folders = folders;
        this.listener = listener;
        long sum = SavedFeatureMeasurer.bytesToRead(set);
        for (Path file : files()) {
            sum += Files.size(file);
        }
        total = sum;
    }

    /**
     * Measures and writes.
     *
     * @param overwrite whether the files of an earlier run of the name may be removed
     * @return a row of {@code metrics.csv} each
     * @throws BadInputException where the features cannot be measured, or there is such a run and it may not be
     *     removed; nothing is written then
     */
    public List<SplitMeasurement> execute(boolean overwrite) throws IOException {
        RunLock.requireFree(folders);
        folders.requireUnused(overwrite);
        refuseOwnSources();
        set.warnings().forEach(listener::warn);
        SavedFeatureMeasurer measure = new SavedFeatureMeasurer(set, loss, this::read);
        List<SplitMeasurement> measured = measure.measure();
        List<FeatureProvenance.File> files = new ArrayList<>();
        for (Path file : files()) {
            files.add(digested(file));
        }
        try (RunLock lock = RunLock.acquire(folders)) {
            folders.requireUnused(overwrite); // Another may have begun meanwhile.
            folders.deleteResults();
            write(manifest(files), measured, measure.zeroErrorEpoch());
        }
        return measured;
    }

    private void write(Manifest manifest, List<SplitMeasurement> measured, Integer zero) throws IOException {
        folders.createExport(manifest);
        Manifest.Progress progress = new Manifest.Progress(
                measured.get(measured.size() - 1).key().epoch(), zero, 0, (System.nanoTime() - begun) * 1e-9);
        try (RunTablesWriter tables = new RunTablesWriter(folders.export())) {
            for (SplitMeasurement row : measured) {
                tables.writeMetrics(
                        row.key().epoch(),
                        row.key().tap(),
                        row.key().split(),
                        row.metrics(),
                        row.matrices(),
                        row.spectra());
            }
            tables.flush();
            RunReport.draw(folders, manifest);
            RunReport.write(folders, manifest.ended("finished", null, Manifest.now(), progress));
        } catch (RuntimeException | IOException e) {
            try {
                manifest.ended("failed", e.toString(), Manifest.now(), progress).write(folders.manifest());
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
        manifest.ended("finished", null, Manifest.now(), progress).write(folders.manifest());
    }

    /** Results that are to be overwritten may hold what is to be measured. */
    private void refuseOwnSources() {
        Path export = folders.export().toAbsolutePath().normalize();
        for (Path file : files()) {
            if (file.toAbsolutePath().normalize().startsWith(export)) {
                throw new BadInputException(file
                        + " lies in the results that would be overwritten; give the measurement another name (--name)");
            }
        }
    }

    private List<Path> files() {
        return set.splits().stream()
                .flatMap(split -> split.arrays().files().stream())
                .distinct()
                .toList();
    }

    private void read(long bytes) {
        done += bytes;
        listener.bytesRead(done, total);
    }

    private FeatureProvenance.File digested(Path file) throws IOException {
        Sha256 sha256 = new Sha256();
        long bytes = 0;
        try (InputStream in = sha256.digesting(Files.newInputStream(file))) {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                bytes += count;
                read(count);
            }
        }
        return new FeatureProvenance.File(file.toString(), bytes, sha256.hex());
    }

    private Manifest manifest(List<FeatureProvenance.File> files) {
        FeatureProvenance source = new FeatureProvenance(
                files,
                set.splits().stream().map(MeasurementRun::described).toList(),
                set.classes(),
                loss == Loss.MSE ? "mse" : "cross-entropy");
        SavedHead head = set.splits().stream()
                .map(SavedSplit::head)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new Manifest(
                folders.name(),
                "running",
                null,
                started,
                null,
                null,
                null,
                source,
                null,
                head == null ? 0 : head.weights().length + (head.bias() == null ? 0 : head.bias().length),
                Software.withoutNetwork(),
                Machine.current(),
                set.warnings(),
                MEASUREMENT,
                new Manifest.Progress(0, null, 0, 0),
                List.of());
    }

    private static FeatureProvenance.SplitFeatures described(SavedSplit split) {
        SavedHead head = split.head();
        return new FeatureProvenance.SplitFeatures(
                split.key().epoch(),
                split.key().tap(),
                split.key().split(),
                split.features().rows(),
                split.features().width(),
                split.features().dtype(),
                head != null,
                head != null && head.bias() != null,
                head == null ? null : head.weightDecay());
    }
}
