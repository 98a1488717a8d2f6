package org.ncollapse.experiment.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ncollapse.experiment.results.RunSampleReader.LastLayerWeights;
import org.ncollapse.experiment.store.ExperimentManifest;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.figure.Figures;
import org.ncollapse.report.table.FitFiles;
import org.ncollapse.report.table.FitInputTables;
import org.ncollapse.report.table.FitInputTables.EpochStatistics;
import org.ncollapse.report.table.FitInputTables.LayerValues;
import org.ncollapse.report.table.FitTable;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.spec.Tap;
import org.ncollapse.ufm.fit.CapturedEpoch;
import org.ncollapse.ufm.fit.CapturedEpoch.HeadStatistics;
import org.ncollapse.ufm.fit.CapturedEpoch.HiddenLayerStatistics;
import org.ncollapse.ufm.fit.CapturedEpoch.LayerStatistics;
import org.ncollapse.ufm.fit.FitInput;
import org.ncollapse.ufm.fit.FitListener;
import org.ncollapse.ufm.fit.PlainModelComparison;
import org.ncollapse.ufm.fit.PlainModelStrength;
import org.ncollapse.ufm.fit.RunSettings;
import org.ncollapse.ufm.fit.UfmFit;
import org.ncollapse.ufm.fit.UfmFitter;

/** Fits the UFM models to a run from its files, writes {@code ufm.csv} and {@code verdict.txt}, and draws figures. */
public final class RunFitter {

    private RunFitter() {}

    /**
     * Fits the models to a run on which no process works, and writes its page.
     *
     * @param listener receives the events of the fit
     * @throws BadInputException if a process works on the run, or its files cannot be read
     */
    public static UfmFit refit(RunFolders folders, FitListener listener) throws IOException {
        RunLock.requireFree(folders);
        Manifest manifest = Manifest.read(folders.manifest());
        setup(folders, manifest); // Before anything is written.
        UfmFit fit;
        try (RunLock lock = RunLock.acquire(folders)) {
            fit = fit(folders, listener);
        }
        listener.stageStarted("writing the page");
        RunReport.write(folders, manifest); // Without the lock, with which an interrupted run would seem to be running.
        return fit;
    }

    /**
     * Fits the models that the run's experiment names.
     *
     * @param listener receives the events of the fit
     * @throws BadInputException if the run's files cannot be read
     */
    public static UfmFit fit(RunFolders folders, FitListener listener) throws IOException {
        Manifest manifest = Manifest.read(folders.manifest());
        FitSetup setup = setup(folders, manifest);
        Path run = folders.export();
        UfmFit fit = UfmFitter.fit(fitInput(run, setup), setup.models(), listener);
        FitFiles.write(run, fit.rows());
        FitFiles.writeVerdict(run, fit.verdict(), FitTable.of(fit.rows()));
        listener.stageStarted("drawing the figures of the fit");
        Figures.drawFit(run, manifest.epochUnit());
        return fit;
    }

    /** Deletes the results of a fit. */
    public static void deleteFit(RunFolders folders) throws IOException {
        FitFiles.delete(folders.export());
        Figures.deleteFitFigures(folders.export());
    }

    private static FitSetup setup(RunFolders folders, Manifest manifest) {
        if (!manifest.status().isFittable()) {
            throw new BadInputException(folders.manifest() + ": the run is '" + manifest.status()
                    + "', not finished; finish it first ('ncollapse resume')");
        }
        FitSetup setup = FitSetup.of(manifest, folders.manifest());
        if (setup.models().isEmpty()) {
            throw new BadInputException(
                    folders.manifest() + ": the run's experiment has no UFM model to fit ('ufm: []')");
        }
        return setup;
    }

    private static FitInput fitInput(Path run, FitSetup setup) throws IOException {
        RunSampleReader samples =
                new RunSampleReader(run, setup.settings().classCounts().size());
        List<CapturedEpoch> epochs = captured(run, setup, FitInputTables.read(run), samples);
        if (epochs.isEmpty()) {
            return new FitInput(setup.settings(), setup.measured(), epochs, List.of(), null, Optional.empty());
        }
        int last = epochs.get(epochs.size() - 1).epoch();
        FitInput input = new FitInput(
                setup.settings(), setup.measured(), epochs, samples.widths(last), null, samples.hiddenSpectrum(last));
        return input.trajectoryProblem().isPresent() ? input : input.withInitialSamples(samples.initialSamples());
    }

    /** Returns the strength of the penalties by the plain model at the last captured epoch. */
    static PlainModelStrength plainModelStrength(RunFolders folders, Manifest manifest) throws IOException {
        return lastEpoch(folders, manifest)
                .map(last -> PlainModelStrength.of(last.settings(), last.headInputWidth(), last.epoch()))
                .orElse(PlainModelStrength.UNDEFINED);
    }

    /** The last captured epoch of a run and what a comparison with it needs. */
    private record LastEpoch(RunSettings settings, int headInputWidth, CapturedEpoch epoch) {}

    private static Optional<LastEpoch> lastEpoch(RunFolders folders, Manifest manifest) throws IOException {
        FitSetup setup = FitSetup.of(manifest, folders.manifest());
        RunSampleReader samples = new RunSampleReader(
                folders.export(), setup.settings().classCounts().size());
        List<CapturedEpoch> last =
                captured(folders.export(), setup, FitInputTables.readLastEpoch(folders.export()), samples);
        if (last.isEmpty()) {
            return Optional.empty();
        }
        CapturedEpoch epoch = last.get(0);
        return Optional.of(
                new LastEpoch(setup.settings(), samples.widths(epoch.epoch()).get(0), epoch));
    }

    /**
     * Compares the network at the last captured epoch with the plain model.
     *
     * @return empty without a known penalty of the head's input, or where the model has no closed form
     */
    static Optional<PlainModelComparison> plainModelComparison(RunFolders folders, Manifest manifest)
            throws IOException {
        if (!(manifest instanceof ExperimentManifest run)) {
            return Optional.empty();
        }
        double lambdaH = ExperimentReader.fromJson(folders.manifest().toString(), run.experiment())
                .objective()
                .featureDecay()
                .penultimate();
        if (lambdaH == 0) {
            return Optional.empty(); // The tables, which are large, need not be read.
        }
        return lastEpoch(folders, manifest)
                .flatMap(
                        last -> PlainModelComparison.of(last.settings(), lambdaH, last.headInputWidth(), last.epoch()));
    }

    private static List<CapturedEpoch> captured(
            Path run, FitSetup setup, FitInputTables tables, RunSampleReader samples) throws IOException {
        Map<Integer, Double> times = setup.clock().times(tables.learningRates());
        List<CapturedEpoch> epochs = new ArrayList<>();
        for (EpochStatistics epoch : tables.epochs()) {
            if (!times.containsKey(epoch.epoch())) {
                throw new BadInputException(run.resolve("epochs.csv") + " has no row for epoch " + epoch.epoch()
                        + ", which metrics.csv has; run it again");
            }
            LastLayerWeights weights = samples.lastLayerWeights(epoch.epoch());
            LayerStatistics previous = layer(epoch, Tap.PREVIOUS);
            epochs.add(new CapturedEpoch(
                    epoch.epoch(),
                    times.get(epoch.epoch()),
                    epoch.inTerminalPhase(),
                    epoch.loss(),
                    layer(epoch, Tap.PENULTIMATE),
                    epoch.distances(),
                    new HeadStatistics(epoch.headGram(), epoch.logits(), weights.headBias()),
                    weights.hasHiddenLayer() && previous != null
                            ? Optional.of(new HiddenLayerStatistics(
                                    previous, weights.hiddenWeightSquaredNorm(), weights.hiddenBiasSquaredNorm()))
                            : Optional.empty()));
        }
        return epochs;
    }

    private static LayerStatistics layer(EpochStatistics epoch, String tap) {
        return epoch.layers().stream()
                .filter(layer -> layer.layer().equals(tap))
                .findFirst()
                .map((LayerValues layer) -> new LayerStatistics(layer.gram(), layer.withinTrace(), layer.nc1()))
                .orElse(null);
    }
}
