package org.ncollapse.experiment.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.data.DatasetStore;
import org.ncollapse.data.DatasetSummary;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.Experiment;
import org.ncollapse.spec.ImageShape;

class TimingTrialTest {

    @TempDir
    private Path folder;

    @Test
    void breakdownEqualsHandComputedTimes() {
        // 200 images in batches of 32: 7 steps. Captured: 0, 1, 2, 60, and one of zero error.
        TimeEstimate pace = new TimeEstimate(2, 0.1, 0.5, 0.001);
        TimeEstimate.Breakdown breakdown =
                pace.breakdown(TinyRun.experiment(), new DatasetSummary(new ImageShape(1, 28, 28), 10, 200, 200, 1000));
        assertThat(breakdown.epochs()).isEqualTo(60);
        assertThat(breakdown.captures()).isEqualTo(5);
        assertThat(breakdown.trainingSeconds()).isCloseTo(60 * (7 * 0.1 + 200 * 0.001), within(1e-9));
        assertThat(breakdown.captureSeconds()).isCloseTo(5 * (0.5 + 0.2), within(1e-9));
        assertThat(breakdown.totalSeconds())
                .isEqualTo(breakdown.trainingSeconds() + breakdown.captureSeconds() + breakdown.overheadSeconds());
        assertThat(breakdown.overheadSeconds()).isBetween(2.0, 20.0);
    }

    @Test
    void trialReportsTimesOfGivenClock() throws IOException {
        Experiment experiment = TinyRun.experiment("compute.threads=1");
        DatasetStore datasets = new DatasetStore(folder);
        AtomicLong now = new AtomicLong();
        List<Path> before = left();
        TimingTrialData images = TimingTrialData.of(experiment, datasets, datasets.summarize(experiment.dataset()));
        // The clock advances by a quarter of a second per call: a step takes one call, and so does a capture.
        TimeEstimate pace = TimingTrial.run(experiment, images, () -> now.addAndGet(250_000_000L));
        assertThat(pace.stepSeconds()).isCloseTo(0.25, within(1e-9));
        assertThat(pace.captureSeconds() + 200 * pace.captureSecondsPerSample()).isCloseTo(0.25, within(1e-9));
        assertThat(left()).as("temporary files").isEqualTo(before);
        assertThat(folder).isEmptyDirectory();
    }

    private static List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("ncollapse-trial-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void missingImagesAreReplacedByRandomOnes() {
        Experiment experiment = TinyRun.experiment("dataset={name: cifar100, samplesPerClass: 500}");
        DatasetSummary outline = new DatasetStore(folder).summarize(experiment.dataset());
        TimingTrialData images = TimingTrialData.of(experiment, new DatasetStore(folder), outline);
        assertThat(images.isReal()).isFalse();
        assertThat(images.dataset().shape()).isEqualTo(new ImageShape(3, 32, 32));
        assertThat(images.dataset().train().classCounts(100)).doesNotContain(0);
        assertThat(images.dataset().train().size()).isLessThanOrEqualTo(outline.trainSize());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void rejectsUnknownTap() {
        Experiment experiment = TinyRun.experiment("capture.taps=[penultimate, stage9]");
        assertThatThrownBy(() -> MemoryEstimate.of(experiment, new DatasetStore(folder)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("stage9");
    }
}
