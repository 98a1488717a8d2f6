package org.ncollapse.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.ncollapse.capture.FeatureProbe;
import org.ncollapse.report.RunReadings;
import org.ncollapse.report.RunReadings.EpochReading;
import org.ncollapse.report.RunReadings.LayerReading;
import org.ncollapse.report.RunReadings.RateReading;
import org.ncollapse.report.UfmTable;
import org.ncollapse.report.figure.Figures;
import org.ncollapse.spec.BadInputException;
import org.ncollapse.ufm.fit.CapturedEpoch;
import org.ncollapse.ufm.fit.CapturedEpoch.Distances;
import org.ncollapse.ufm.fit.CapturedEpoch.LayerEvidence;
import org.ncollapse.ufm.fit.Evidence;
import org.ncollapse.ufm.fit.Fit;
import org.ncollapse.ufm.fit.Fits;
import org.ncollapse.ufm.fit.PlainStrength;

/**
 * Fits the unconstrained features models to a run, from its files alone, writes {@code ufm.csv} and
 * {@code verdict.txt}, and draws the fit's figures.
 */
public final class RunFit {

    private RunFit() {}

    /**
     * Fits a run that no process has.
     *
     * @param doing hears in a few words what takes a while
     * @throws BadInputException where one has, or the run's files are missing or damaged
     */
    public static Fit again(RunFolders folders, Consumer<String> doing) throws IOException {
        RunLock.refuseIfTaken(folders);
        subject(folders, Manifest.read(folders.manifest())); // Before anything is written.
        try (RunLock lock = RunLock.take(folders)) {
            return of(folders, doing);
        }
    }

    /**
     * Fits the models that the run's experiment asks for.
     *
     * @param doing hears in a few words what takes a while
     * @throws BadInputException where the run's files are missing or damaged
     */
    static Fit of(RunFolders folders, Consumer<String> doing) throws IOException {
        Manifest manifest = Manifest.read(folders.manifest());
        FitSubject subject = subject(folders, manifest);
        Path run = folders.export();
        Fit fit = Fits.of(evidence(run, subject), subject.models(), doing);
        UfmTable.write(run, fit.rows());
        UfmTable.writeVerdict(run, fit.verdict());
        doing.accept("drawing the fit");
        Figures.drawFit(run, manifest.counts());
        return fit;
    }

    private static FitSubject subject(RunFolders folders, Manifest manifest) {
        if (!List.of("trained", "finished").contains(manifest.status())) {
            throw new BadInputException(folders.manifest() + ": the run is not finished but '" + manifest.status()
                    + "'; let it come to its end, with 'ncollapse resume' if need be");
        }
        FitSubject subject = FitSubject.of(manifest, folders.manifest());
        if (subject.models().isEmpty()) {
            throw new BadInputException(folders.manifest()
                    + ": the run's experiment asks for no model ('ufm: []'), so there is nothing to fit");
        }
        return subject;
    }

    private static Evidence evidence(Path run, FitSubject subject) throws IOException {
        SampleReader samples = new SampleReader(run, subject.facts().counts().size());
        List<CapturedEpoch> epochs = captured(run, subject, RunReadings.read(run), samples);
        return new Evidence(
                subject.facts(),
                epochs,
                epochs.stream().anyMatch(CapturedEpoch::terminal) ? samples.departure() : null,
                epochs.isEmpty()
                        ? null
                        : samples.hiddenSpectrum(epochs.get(epochs.size() - 1).epoch()));
    }

    /**
     * How strong the penalties are by the plain model at the last captured epoch, whether or not the run can be fitted.
     */
    static PlainStrength strength(RunFolders folders, Manifest manifest) throws IOException {
        FitSubject subject = FitSubject.of(manifest, folders.manifest());
        SampleReader samples =
                new SampleReader(folders.export(), subject.facts().counts().size());
        List<CapturedEpoch> last = captured(folders.export(), subject, RunReadings.readLast(folders.export()), samples);
        return last.isEmpty()
                ? PlainStrength.UNDEFINED
                : PlainStrength.of(subject.facts(), samples.width(last.get(0).epoch()), last.get(0));
    }

    private static List<CapturedEpoch> captured(
            Path run, FitSubject subject, RunReadings readings, SampleReader samples) throws IOException {
        Map<Integer, Double> times = times(readings.rates(), subject.stepsPerEpoch());
        List<CapturedEpoch> epochs = new ArrayList<>();
        for (EpochReading epoch : readings.epochs()) {
            if (!times.containsKey(epoch.epoch())) {
                throw new BadInputException(run.resolve("epochs.csv") + " has no row for epoch " + epoch.epoch()
                        + ", which metrics.csv has; run it again");
            }
            epochs.add(new CapturedEpoch(
                    epoch.epoch(),
                    times.get(epoch.epoch()),
                    epoch.terminal(),
                    epoch.loss(),
                    layer(epoch, FeatureProbe.PENULTIMATE),
                    layer(epoch, FeatureProbe.PREVIOUS),
                    new Distances(epoch.nc2Etf(), epoch.nc2Of(), epoch.nc3Etf(), epoch.nc3Of()),
                    epoch.headGram(),
                    epoch.logits(),
                    samples.weights(epoch.epoch())));
        }
        return epochs;
    }

    /** Σ η over all steps up to the end of each epoch; within an epoch the rate is taken for constant. */
    private static Map<Integer, Double> times(List<RateReading> rates, int steps) {
        Map<Integer, Double> times = new HashMap<>(Map.of(0, 0.0));
        int last = 0;
        double time = 0;
        for (RateReading rate : rates) {
            time += (double) steps * (rate.epoch() - last) * rate.learningRate();
            last = rate.epoch();
            times.put(last, time);
        }
        return times;
    }

    private static LayerEvidence layer(EpochReading epoch, String tap) {
        return epoch.layers().stream()
                .filter(layer -> layer.layer().equals(tap))
                .findFirst()
                .map((LayerReading layer) -> new LayerEvidence(layer.gram(), layer.withinTrace(), layer.nc1()))
                .orElse(null);
    }
}
