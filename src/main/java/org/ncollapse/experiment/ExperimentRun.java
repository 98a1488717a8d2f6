package org.ncollapse.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.ncollapse.capture.FeatureFiles;
import org.ncollapse.capture.FeatureProbe;
import org.ncollapse.data.Dataset;
import org.ncollapse.data.Datasets;
import org.ncollapse.data.ImageShape;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.ShapeFit;
import org.ncollapse.data.Standardizer;
import org.ncollapse.network.Backend;
import org.ncollapse.network.Network;
import org.ncollapse.network.ParameterBlock;
import org.ncollapse.report.Figures;
import org.ncollapse.report.RunTables;
import org.ncollapse.spec.BadInputException;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.training.DivergedException;
import org.ncollapse.training.EpochOutcome;
import org.ncollapse.training.HeavyBall;
import org.ncollapse.training.Trainer;
import org.ncollapse.training.TrainingHook;
import org.ncollapse.training.TrainingHooks;

/** One experiment from its file to its figures. Nothing is written before data and network are known to be usable. */
public final class ExperimentRun {

    private final Experiment experiment;
    private final RunFolders folders;
    private final Datasets datasets;
    private final RunListener listener;
    private final List<String> warnings = new ArrayList<>();

    /**
     * A run that has not begun.
     *
     * @param folders  where its results go
     * @param datasets where its images come from
     * @param listener hears how it goes on, on the thread that calls {@link #execute}
     */
    public ExperimentRun(Experiment experiment, RunFolders folders, Datasets datasets, RunListener listener) {
        this.experiment = experiment;
        this.folders = folders;
        this.datasets = datasets;
        this.listener = listener;
    }

    /**
     * Trains, measures, writes and draws.
     *
     * @param overwrite whether the files of an earlier run of the name may be removed
     * @return how the last epoch ended
     * @throws BadInputException where the experiment cannot be run as it stands; nothing is written then
     * @throws DivergedException where the loss stopped being finite; what was recorded until then is kept and drawn
     */
    public EpochOutcome execute(boolean overwrite) throws IOException {
        folders.refuseExisting(overwrite);
        Backend.use(experiment.compute().threads());
        listener.doing("reading " + experiment.dataset().name());
        Dataset dataset = datasets.open(experiment.dataset(), experiment.seed(), this::warn, listener);
        Dataset outOfDistribution = outOfDistribution();
        Standardizer standardizer = Standardizer.of(dataset.train());
        ImageShape shape = dataset.shape();
        Network network = Network.build(experiment.network(),
                (InputType.InputTypeConvolutional) InputType.convolutional(shape.height(), shape.width(), shape.channels()),
                dataset.classes().size(), experiment.objective().loss(), Backend.kernels(experiment.compute().layers(), this::warn), experiment.seed());
        experiment.capture().taps().forEach(network::width);

        folders.clear();
        Files.createDirectories(folders.export());
        Files.createDirectories(folders.checkpoints());
        Manifest manifest = manifest(dataset, outOfDistribution, standardizer, network);
        manifest.write(folders.manifest());
        ImageSplit strange = outOfDistribution == null ? null : ShapeFit.to(dataset.shape(), outOfDistribution.test());
        return run(manifest, dataset, standardizer, strange, network);
    }

    private EpochOutcome run(Manifest manifest, Dataset dataset, Standardizer standardizer, ImageSplit outOfDistribution, Network network)
            throws IOException {
        HeavyBall optimizer = new HeavyBall(network, experiment.objective().weightDecay(), experiment.optimizer().momentum(),
                experiment.compute().threads());
        Clock clock = new Clock();
        try {
            try (RunTables tables = new RunTables(folders.export())) {
                Recorder recorder = new Recorder(experiment, optimizer, tables);
                FeatureProbe probe = new FeatureProbe(experiment, network, dataset, standardizer, outOfDistribution,
                        new FeatureFiles(folders.export()), folders.checkpoints(), recorder::record);
                TrainingHook hook = new TrainingHooks(List.of(clock, listener, recorder, probe));
                new Trainer(experiment, network, optimizer, dataset.train(), standardizer, hook).run();
            }
            Files.createDirectories(folders.model().getParent());
            network.save(folders.model());
            listener.doing("drawing figures");
            Figures.draw(folders.export());
        } catch (RuntimeException | IOException | Error e) {
            endEarly(manifest, e, clock);
            throw e;
        }
        end(manifest, "finished", null, clock);
        RunFolders.delete(folders.checkpoints());
        // What training left is complete now: should the fit fail, 'ncollapse fit' can make it up.
        if (!experiment.ufm().isEmpty()) {
            RunFit.of(folders, listener::doing);
        }
        return clock.latest;
    }

    /** Leaves what was recorded in order; what goes wrong here too must not hide what went wrong first. */
    private void endEarly(Manifest manifest, Throwable cause, Clock clock) {
        boolean diverged = cause instanceof DivergedException;
        try {
            end(manifest, diverged ? "diverged" : "failed", diverged ? cause.getMessage() : cause.toString(), clock);
            if (diverged) {
                Figures.draw(folders.export());
                RunFolders.delete(folders.checkpoints());
            }
        } catch (RuntimeException | IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void end(Manifest manifest, String how, String why, Clock clock) throws IOException {
        EpochOutcome latest = clock.latest;
        manifest.ended(how, why, Manifest.now(), new Manifest.Progress(latest.epoch(), latest.terminal() ? latest.zeroEpoch() : null,
                clock.training, (System.nanoTime() - clock.begun) * 1e-9 - clock.training)).write(folders.manifest());
    }

    /** The data set behind {@code nc5_ood}; null without one. */
    private Dataset outOfDistribution() {
        String name = experiment.capture().ood();
        if (name == null) {
            return null;
        }
        listener.doing("reading " + name);
        return datasets.open(new DatasetSpec(name, null, null), experiment.seed(), this::warn, listener);
    }

    private Manifest manifest(Dataset dataset, Dataset outOfDistribution, Standardizer standardizer, Network network) {
        int classes = dataset.classes().size();
        ImageShape shape = dataset.shape();
        long parameters = network.blocks().stream().filter(block -> block.role() != ParameterBlock.Role.STATISTIC)
                .mapToLong(ParameterBlock::length).sum();
        return new Manifest(experiment.name(), "running", null, Manifest.now(), null, ExperimentReader.toJson(experiment), null,
                new Manifest.Data(dataset.name(), List.of(shape.channels(), shape.height(), shape.width()), dataset.classes(),
                        dataset.train().countPerClass(classes), dataset.test().countPerClass(classes), standardizer.mean(),
                        standardizer.deviation(), dataset.files(),
                        outOfDistribution == null ? List.of() : outOfDistribution.files()),
                parameters, Software.present(), Machine.present(), List.copyOf(warnings), Manifest.MEASUREMENT,
                new Manifest.Progress(0, null, 0, 0));
    }

    private void warn(String message) {
        warnings.add(message);
        listener.warn(message);
    }

    /** How far training came and how long its steps took. */
    private static final class Clock implements TrainingHook {
        private final long begun = System.nanoTime();
        private EpochOutcome latest = new EpochOutcome(0, Double.NaN, Double.NaN, Double.NaN, 0, 0, false);
        private double training;

        @Override
        public void epochEnded(EpochOutcome outcome) {
            latest = outcome;
            training += outcome.seconds();
        }
    }
}
