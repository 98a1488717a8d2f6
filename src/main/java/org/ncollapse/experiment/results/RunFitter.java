package org.ncollapse.experiment.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.ncollapse.experiment.store.Manifest;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.experiment.store.RunLock;
import org.ncollapse.io.BadInputException;
import org.ncollapse.report.figure.Figures;
import org.ncollapse.report.table.FitFiles;
import org.ncollapse.report.table.FitInputTables;
import org.ncollapse.report.table.FitInputTables.EpochLearningRate;
import org.ncollapse.report.table.FitInputTables.EpochStatistics;
import org.ncollapse.report.table.FitInputTables.LayerValues;
import org.ncollapse.spec.Tap;
import org.ncollapse.ufm.fit.CapturedEpoch;
import org.ncollapse.ufm.fit.CapturedEpoch.FrameDistances;
import org.ncollapse.ufm.fit.CapturedEpoch.LayerStatistics;
import org.ncollapse.ufm.fit.FitInput;
import org.ncollapse.ufm.fit.PlainModelStrength;
import org.ncollapse.ufm.fit.UfmFit;
import org.ncollapse.ufm.fit.UfmFitter;

/**
 * Fits the unconstrained features models to a run, from its files alone, writes {@code ufm.csv} and
 * {@code verdict.txt}, and draws the fit's figures.
 */
public final class RunFitter {

    private RunFitter() {}

    /**
     * Fits a run that no process has.
     *
     * @param doing hears in a few words what takes a while
     * @throws BadInputException where one has, or the run's files are missing or damaged
     */
    public static UfmFit refit(RunFolders folders, Consumer<String> doing) throws IOException {
        RunLock.requireFree(folders);
        subject(folders, Manifest.read(folders.manifest())); // Before anything is written.
        try (RunLock lock = RunLock.acquire(folders)) {
            return fit(folders, doing);
        }
    }

    /**
     * Fits the models that the run's experiment asks for.
     *
     * @param doing hears in a few words what takes a while
     * @throws BadInputException where the run's files are missing or damaged
     */
    public static UfmFit fit(RunFolders folders, Consumer<String> doing) throws IOException {
        Manifest manifest = Manifest.read(folders.manifest());
        FitSetup subject = subject(folders, manifest);
        Path run = folders.export();
        UfmFit fit = UfmFitter.fit(evidence(run, subject), subject.models(), doing);
        FitFiles.write(run, fit.rows());
        FitFiles.writeVerdict(run, fit.verdict());
        doing.accept("drawing the fit");
        Figures.drawFit(run, manifest.epochUnit());
        return fit;
    }

    private static FitSetup subject(RunFolders folders, Manifest manifest) {
        if (!List.of("trained", "finished").contains(manifest.status())) {
            throw new BadInputException(folders.manifest() + ": the run is not finished but '" + manifest.status()
                    + "'; let it come to its end, with 'ncollapse resume' if need be");
        }
        FitSetup subject = FitSetup.of(manifest, folders.manifest());
        if (subject.models().isEmpty()) {
            throw new BadInputException(folders.manifest()
                    + ": the run's experiment asks for no model ('ufm: []'), so there is nothing to fit");
        }
        return subject;
    }

    private static FitInput evidence(Path run, FitSetup subject) throws IOException {
        RunSampleReader samples =
                new RunSampleReader(run, subject.facts().classCounts().size());
        List<CapturedEpoch> epochs = captured(run, subject, FitInputTables.read(run), samples);
        return new FitInput(
                subject.facts(),
                epochs,
                epochs.stream().anyMatch(CapturedEpoch::inTerminalPhase) ? samples.startSamples() : null,
                epochs.isEmpty()
                        ? null
                        : samples.hiddenSpectrum(epochs.get(epochs.size() - 1).epoch()));
    }

    /**
     * How strong the penalties are by the plain model at the last captured epoch, whether or not the run can be fitted.
     */
    static PlainModelStrength plainModelStrength(RunFolders folders, Manifest manifest) throws IOException {
        FitSetup subject = FitSetup.of(manifest, folders.manifest());
        RunSampleReader samples = new RunSampleReader(
                folders.export(), subject.facts().classCounts().size());
        List<CapturedEpoch> last =
                captured(folders.export(), subject, FitInputTables.readLastEpoch(folders.export()), samples);
        return last.isEmpty()
                ? PlainModelStrength.UNDEFINED
                : PlainModelStrength.of(
                        subject.facts(), samples.headInputWidth(last.get(0).epoch()), last.get(0));
    }

    private static List<CapturedEpoch> captured(
            Path run, FitSetup subject, FitInputTables readings, RunSampleReader samples) throws IOException {
        Map<Integer, Double> times = times(readings.learningRates(), subject.stepsPerEpoch());
        List<CapturedEpoch> epochs = new ArrayList<>();
        for (EpochStatistics epoch : readings.epochs()) {
            if (!times.containsKey(epoch.epoch())) {
                throw new BadInputException(run.resolve("epochs.csv") + " has no row for epoch " + epoch.epoch()
                        + ", which metrics.csv has; run it again");
            }
            epochs.add(new CapturedEpoch(
                    epoch.epoch(),
                    times.get(epoch.epoch()),
                    epoch.terminal(),
                    epoch.loss(),
                    layer(epoch, Tap.PENULTIMATE),
                    layer(epoch, Tap.PREVIOUS),
                    new FrameDistances(epoch.nc2Etf(), epoch.nc2Of(), epoch.nc3Etf(), epoch.nc3Of()),
                    epoch.headGram(),
                    epoch.logits(),
                    samples.lastWeights(epoch.epoch())));
        }
        return epochs;
    }

    /** Σ η over all steps up to the end of each epoch; within an epoch the rate is taken for constant. */
    private static Map<Integer, Double> times(List<EpochLearningRate> rates, int steps) {
        Map<Integer, Double> times = new HashMap<>(Map.of(0, 0.0));
        int last = 0;
        double time = 0;
        for (EpochLearningRate rate : rates) {
            time += (double) steps * (rate.epoch() - last) * rate.learningRate();
            last = rate.epoch();
            times.put(last, time);
        }
        return times;
    }

    private static LayerStatistics layer(EpochStatistics epoch, String tap) {
        return epoch.layers().stream()
                .filter(layer -> layer.layer().equals(tap))
                .findFirst()
                .map((LayerValues layer) -> new LayerStatistics(layer.gram(), layer.withinTrace(), layer.nc1()))
                .orElse(null);
    }
}
