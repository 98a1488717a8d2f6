package org.ncollapse.spec;

import java.util.List;

/** Experiment files for tests: the shortest valid one, and one with every key. */
final class ExperimentText {

    /** Three lines; tests add line 4. */
    static final String MINIMAL = """
            name: least
            dataset: {name: digits}
            network: {kind: mlp}
            """;

    static final String FULL = """
            # Every key there is.
            name: full-1.0_b
            notes: "two\\nlines, 'quotes' and é"
            seed: -7
            dataset:
              name: my-images
              folder: some/where
              samplesPerClass: [30, 20, 0, 5]
              shuffleLabels: true
            network: {kind: resnet20, width: 8, hiddenWidths: [64, 32], hiddenBias: false, headBias: true, initialFrom: start.safetensors}
            objective:
              loss: cross-entropy
              weightDecay: {weights: 1e-3, biases: 0, batchNorm: 2e-4, head: 3e-4}
              featureDecay: 4e-4
            optimizer: {learningRate: 0.125, momentum: 0, schedule: multistep, milestones: [1/2, 0.75], gamma: 0.2}
            training: {epochs: 300, batchSize: 32, epochsPastZeroError: 50}
            checkpoint: {everyEpochs: 7, everyMinutes: 0.5, keepLast: 3}
            compute: {threads: 3, kernels: nd4j}
            capture:
              taps:
                - penultimate
                - stage1.block1
              epochs: {first: 4, logSpaced: 0}
              saveFeatures: [last, zeroError, 12]
              oodDataset: mnist
            ufm: [extended-relu, plain]
            """;

    private ExperimentText() {}

    static Experiment read(String text, String... overrides) {
        return ExperimentReader.read("file.yaml", text, List.of(overrides));
    }
}
