package org.ncollapse.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.data.fetch.Downloader;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.ImageShape;

/** Compares the sizes of summaries with those of the opened data sets and with published sizes. */
class DatasetSummaryTest {

    @TempDir
    private Path folder;

    @Test
    void catalogDataSetsHaveThePublishedSizes() {
        DatasetStore none = new DatasetStore(folder);
        assertThat(none.summarize(spec("mnist")))
                .isEqualTo(new DatasetSummary(new ImageShape(1, 28, 28), 10, 60_000, 60_000, 10_000));
        assertThat(none.summarize(spec("fashion-mnist")))
                .isEqualTo(new DatasetSummary(new ImageShape(1, 28, 28), 10, 60_000, 60_000, 10_000));
        assertThat(none.summarize(spec("cifar10")))
                .isEqualTo(new DatasetSummary(new ImageShape(3, 32, 32), 10, 50_000, 50_000, 10_000));
        assertThat(none.summarize(spec("cifar100", 3)))
                .isEqualTo(new DatasetSummary(new ImageShape(3, 32, 32), 100, 50_000, 300, 10_000));
    }

    @Test
    void summaryMatchesOpenedDataSet() throws IOException {
        TinyData.write(folder.resolve("tiny-folder"), TinyData.idxFiles(), false);
        DatasetStore tiny = new DatasetStore(
                folder,
                TinyData.catalog(URI.create("https://mirror.invalid/"), TinyData.idxFiles(), true),
                new Downloader());
        assertSameSize(tiny, spec("tiny"));
        assertSameSize(tiny, spec("tiny", 1, 1, 0));
        assertSameSize(tiny, spec("digits"));
        assertSameSize(tiny, spec("digits", 7));
        for (String split : List.of("train/a", "train/b", "test/a")) {
            Path images = Files.createDirectories(folder.resolve("images").resolve(split));
            BufferedImage image = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
            image.setRGB(0, 0, 0xff0000);
            ImageIO.write(image, "png", images.resolve("1.png").toFile());
        }
        assertSameSize(tiny, new DatasetSpec("mine", folder.resolve("images").toString(), List.of(), null));
    }

    private static void assertSameSize(DatasetStore datasets, DatasetSpec spec) {
        DatasetSummary outline = datasets.summarize(spec);
        Dataset opened = datasets.open(spec, 1, warning -> {}, (name, bytes, total) -> {});
        assertThat(outline.shape()).isEqualTo(opened.shape());
        assertThat(outline.classes()).isEqualTo(opened.classes().size());
        assertThat(outline.trainSize()).isEqualTo(opened.train().size());
        assertThat(outline.testSize()).isEqualTo(opened.test().size());
    }

    @Test
    void rejectsUnknownDataSets() {
        DatasetStore none = new DatasetStore(folder);
        assertThatThrownBy(() -> none.summarize(spec("mnits")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("available: ");
        assertThatThrownBy(() -> none.summarize(spec("mnist", 1, 2)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("10 classes");
        assertThatThrownBy(() -> none.summarize(
                        new DatasetSpec("mine", folder.resolve("none").toString(), List.of(), null)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("does not exist");
    }

    private static DatasetSpec spec(String name, Integer... samplesPerClass) {
        return new DatasetSpec(name, null, List.of(samplesPerClass), null);
    }
}
