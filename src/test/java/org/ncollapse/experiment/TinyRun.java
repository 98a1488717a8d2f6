package org.ncollapse.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.ncollapse.data.Datasets;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ExperimentReader;
import org.ncollapse.training.EpochOutcome;
import org.ncollapse.training.Interruption;

/**
 * A run that takes a second: a small network on two hundred digits, past zero error, every kind of parameter decayed by
 * a penalty of its own.
 */
final class TinyRun {

    static final double WEIGHTS = 1e-3;
    static final double BIASES = 2e-4;
    static final double NORMS = 5e-4;
    static final double HEAD = 3e-3;

    private static final String EXPERIMENT = """
            name: tiny
            seed: 1
            dataset: {name: digits, perClass: 20}
            network: {kind: mlp, widths: [32, 32], batchNorm: true, headBias: true}
            objective: {weightDecay: {weights: 1e-3, biases: 2e-4, batchNorm: 5e-4, head: 3e-3}}
            optimizer: {learningRate: 0.05, momentum: 0.9}
            training: {epochs: 60, batchSize: 32, pastZeroError: 2}
            compute: {threads: 2}
            capture: {taps: [penultimate, previous], epochs: {all: 2, thenLogSpaced: 0}, keep: [last, zero], ood: digits}
            """;

    private TinyRun() {}

    static Experiment experiment(String... overrides) {
        return ExperimentReader.read("tiny", EXPERIMENT, List.of(overrides));
    }

    static EpochOutcome run(Path home, boolean overwrite, RunListener listener, String... overrides)
            throws IOException {
        return run(home, overwrite, listener, new Interruption(), overrides);
    }

    static EpochOutcome run(
            Path home, boolean overwrite, RunListener listener, Interruption interruption, String... overrides)
            throws IOException {
        return process(experiment(overrides), home, listener, interruption).execute(overwrite);
    }

    static EpochOutcome resume(Path home, RunListener listener, Interruption interruption, String... overrides)
            throws IOException {
        Resumption resumption = Resumption.of(new RunFolders(home, "tiny"), List.of(overrides));
        return process(resumption.experiment(), home, listener, interruption).resume(resumption);
    }

    static EpochOutcome resume(Path home, String... overrides) throws IOException {
        return resume(home, new Quiet(), new Interruption(), overrides);
    }

    private static ExperimentRun process(
            Experiment experiment, Path home, RunListener listener, Interruption interruption) {
        return new ExperimentRun(
                experiment,
                new RunFolders(home, experiment.name()),
                new Datasets(home.resolve("datasets")),
                listener,
                interruption);
    }

    static EpochOutcome run(Path home, String... overrides) throws IOException {
        return run(home, false, new Quiet(), overrides);
    }

    static List<CSVRecord> rows(Path csv) throws IOException {
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

    /** Hears everything and says nothing. */
    static class Quiet implements RunListener {
        @Override
        public void warn(String message) {}

        @Override
        public void doing(String what) {}

        @Override
        public void at(String name, long bytes, long total) {}
    }
}
