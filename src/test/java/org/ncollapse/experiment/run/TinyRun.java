package org.ncollapse.experiment.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.training.EpochResult;
import org.ncollapse.training.StopSignal;

/**
 * A run that takes a second: a small network on two hundred digits, trained past zero error. Each kind of parameter has
 * its own weight decay.
 */
public final class TinyRun {

    static final double WEIGHTS = 1e-3;
    static final double BIASES = 2e-4;
    static final double NORMS = 5e-4;
    static final double HEAD = 3e-3;

    private static final String EXPERIMENT = """
            name: tiny
            seed: 1
            dataset: {name: digits, samplesPerClass: 20}
            network: {kind: mlp, widths: [32, 32], batchNorm: true, headBias: true}
            objective: {weightDecay: {weights: 1e-3, biases: 2e-4, batchNorm: 5e-4, head: 3e-3}}
            optimizer: {learningRate: 0.05, momentum: 0.9}
            training: {epochs: 60, batchSize: 32, epochsPastZeroError: 2}
            compute: {threads: 2}
            capture: {taps: [penultimate, previous], epochs: {first: 2, logSpaced: 0}, saveFeatures: [last, zeroError], oodDataset: digits}
            """;

    private TinyRun() {}

    public static Experiment experiment(String... overrides) {
        return ExperimentReader.read("tiny", EXPERIMENT, List.of(overrides));
    }

    /** Writes the experiment's file to a folder and returns it. */
    static Path write(Path folder) throws IOException {
        return Files.writeString(folder.resolve("tiny.yaml"), EXPERIMENT);
    }

    public static EpochResult run(Path home, boolean overwrite, RunListener listener, String... overrides)
            throws IOException {
        return run(home, overwrite, listener, new StopSignal(), overrides);
    }

    public static EpochResult run(
            Path home, boolean overwrite, RunListener listener, StopSignal interruption, String... overrides)
            throws IOException {
        return process(experiment(overrides), home, listener, interruption).execute(overwrite);
    }

    public static EpochResult resume(Path home, RunListener listener, StopSignal interruption, String... overrides)
            throws IOException {
        ResumeRequest resumption = ResumeRequest.read(new RunFolders(home, "tiny"), List.of(overrides));
        return process(resumption.experiment(), home, listener, interruption).resume(resumption);
    }

    public static EpochResult resume(Path home, String... overrides) throws IOException {
        return resume(home, new Quiet(), new StopSignal(), overrides);
    }

    private static ExperimentRun process(
            Experiment experiment, Path home, RunListener listener, StopSignal interruption) {
        return new ExperimentRun(
                experiment,
                new RunFolders(home, experiment.name()),
                new DatasetStore(home.resolve("datasets")),
                listener,
                interruption);
    }

    public static EpochResult run(Path home, String... overrides) throws IOException {
        return run(home, false, new Quiet(), overrides);
    }

    public static List<CSVRecord> rows(Path csv) throws IOException {
        try (CSVParser parser = CSVParser.parse(
                Files.newBufferedReader(csv, StandardCharsets.UTF_8),
                CSVFormat.DEFAULT
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get())) {
            return parser.getRecords();
        }
    }

    /** A listener that does nothing. */
    public static class Quiet implements RunListener {
        @Override
        public void warn(String message) {}

        @Override
        public void stageStarted(String what) {}

        @Override
        public void onProgress(String name, long bytes, long total) {}
    }
}
