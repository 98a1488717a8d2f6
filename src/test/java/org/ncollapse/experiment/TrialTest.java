package org.ncollapse.experiment;

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
import org.ncollapse.data.Datasets;
import org.ncollapse.data.ImageShape;
import org.ncollapse.data.Outline;
import org.ncollapse.spec.BadInputException;
import org.ncollapse.spec.Experiment;

class TrialTest {

    @TempDir
    private Path folder;

    @Test
    void whatARunComesToByHand() {
        // 200 images in batches of 32: 7 steps. Captured: 0, 1, 2, 60, and one of zero error.
        Pace pace = new Pace(2, 0.1, 0.5, 0.001);
        Pace.Course course =
                pace.course(TinyRun.experiment(), new Outline(new ImageShape(1, 28, 28), 10, 200, 200, 1000));
        assertThat(course.epochs()).isEqualTo(60);
        assertThat(course.captures()).isEqualTo(5);
        assertThat(course.training()).isCloseTo(60 * (7 * 0.1 + 200 * 0.001), within(1e-9));
        assertThat(course.measured()).isCloseTo(5 * (0.5 + 0.2), within(1e-9));
        assertThat(course.total()).isEqualTo(course.training() + course.measured() + course.around());
        assertThat(course.around()).isBetween(2.0, 20.0);
    }

    @Test
    void byAClockOfItsOwnATrialTellsWhatThatShows() throws IOException {
        Experiment experiment = TinyRun.experiment("compute.threads=1");
        Datasets datasets = new Datasets(folder);
        AtomicLong now = new AtomicLong();
        List<Path> before = left();
        TrialImages images = TrialImages.of(experiment, datasets, datasets.outline(experiment.dataset()));
        // Each look at the clock is a quarter of a second after the one before: a step takes one, a capture too.
        Pace pace = Trial.of(experiment, images, () -> now.addAndGet(250_000_000L));
        assertThat(pace.step()).isCloseTo(0.25, within(1e-9));
        assertThat(pace.capture() + 200 * pace.sample()).isCloseTo(0.25, within(1e-9));
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
    void imagesThatAreNotHereAreReplacedByAsManyClassesOfTheirShape() {
        Experiment experiment = TinyRun.experiment("dataset={name: cifar100, perClass: 500}");
        Outline outline = new Datasets(folder).outline(experiment.dataset());
        TrialImages images = TrialImages.of(experiment, new Datasets(folder), outline);
        assertThat(images.real()).isFalse();
        assertThat(images.dataset().shape()).isEqualTo(new ImageShape(3, 32, 32));
        assertThat(images.dataset().train().countPerClass(100)).doesNotContain(0);
        assertThat(images.dataset().train().size()).isLessThanOrEqualTo(outline.train());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aTapThatTheNetworkHasNotIsRefused() {
        Experiment experiment = TinyRun.experiment("capture.taps=[penultimate, stage9]");
        assertThatThrownBy(() -> MemoryNeed.of(experiment, new Datasets(folder)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("stage9");
    }
}
