package org.ncollapse.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that learn nothing. */
class ProgressCheckTest {

    @TempDir
    private Path home;

    private List<String> warnings(String... overrides) throws IOException {
        List<String> warnings = new ArrayList<>();
        TinyRun.Quiet listener = new TinyRun.Quiet() {
            @Override
            public void warn(String message) {
                warnings.add(message);
            }
        };
        TinyRun.run(home, true, listener, overrides);
        return warnings;
    }

    private String message() throws IOException {
        return new ObjectMapper()
                .readTree(home.resolve("notebooks-export/tiny/manifest.json").toFile())
                .at("/message")
                .asText();
    }

    /** Ten classes of equal size: the best constant has loss (1 − 1/10)/2 and error 9/10. */
    @Test
    void weightDecayAboveThresholdIsNamedAfterTenEpochsAndAtTheEnd() throws IOException {
        List<String> warnings = warnings(
                "network.batchNorm=false",
                "objective.weightDecay=2",
                "training.epochs=40",
                "training.epochsPastZeroError=null");

        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(0)).contains("in the last 10 epochs", "(0.45, 90 %)");
        assertThat(warnings.get(1)).contains("smaller objective.weightDecay").isEqualTo(message());
    }

    @Test
    void deadUnitsAreCounted() throws IOException {
        // The first steps are so long that most ReLUs are below zero afterward.
        List<String> warnings = warnings(
                "network.batchNorm=false",
                "objective={loss: cross-entropy, weightDecay: 0}",
                "optimizer={learningRate: 10, momentum: 0}",
                "training.epochs=4");

        SavedFeatureFile saved =
                SavedFeatureFile.read(home.resolve("notebooks-export/tiny"), 4, "penultimate", "train");
        long dead = IntStream.range(0, SavedFeatureFile.WIDTH)
                .filter(unit -> IntStream.range(0, saved.labels().length)
                        .allMatch(row -> saved.features()[row * SavedFeatureFile.WIDTH + unit] == 0))
                .count();
        assertThat(dead).isPositive();
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains(dead + " of 32 features at the head's input are zero for every training image");
    }

    @Test
    void learningRunHasNoWarning() throws IOException {
        assertThat(warnings("training.epochs=12")).isEmpty();
        assertThat(message()).isEqualTo("null");
    }
}
