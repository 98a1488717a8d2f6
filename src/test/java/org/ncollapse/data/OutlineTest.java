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
import org.ncollapse.spec.BadInputException;
import org.ncollapse.spec.DatasetSpec;

/** Sizes that are told without reading, against those of what is read, and against what the data sets' authors say. */
class OutlineTest {

    @TempDir
    private Path folder;

    @Test
    void theAuthorsNumbers() {
        Datasets none = new Datasets(folder);
        assertThat(none.outline(spec("mnist")))
                .isEqualTo(new Outline(new ImageShape(1, 28, 28), 10, 60_000, 60_000, 10_000));
        assertThat(none.outline(spec("fashion-mnist")))
                .isEqualTo(new Outline(new ImageShape(1, 28, 28), 10, 60_000, 60_000, 10_000));
        assertThat(none.outline(spec("cifar10")))
                .isEqualTo(new Outline(new ImageShape(3, 32, 32), 10, 50_000, 50_000, 10_000));
        assertThat(none.outline(spec("cifar100", 3)))
                .isEqualTo(new Outline(new ImageShape(3, 32, 32), 100, 50_000, 300, 10_000));
    }

    @Test
    void whatIsOpenedIsAsLarge() throws IOException {
        TinyData.write(folder.resolve("tiny-folder"), TinyData.idxFiles(), false);
        Datasets tiny = new Datasets(
                folder,
                TinyData.catalogue(URI.create("https://mirror.invalid/"), TinyData.idxFiles(), true),
                new Downloader());
        agree(tiny, spec("tiny"));
        agree(tiny, spec("tiny", 1, 1, 0));
        agree(tiny, spec("digits"));
        agree(tiny, spec("digits", 7));
        for (String split : List.of("train/a", "train/b", "test/a")) {
            Path images = Files.createDirectories(folder.resolve("images").resolve(split));
            BufferedImage image = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
            image.setRGB(0, 0, 0xff0000);
            ImageIO.write(image, "png", images.resolve("1.png").toFile());
        }
        agree(tiny, new DatasetSpec("mine", folder.resolve("images").toString(), List.of()));
    }

    private static void agree(Datasets datasets, DatasetSpec spec) {
        Outline outline = datasets.outline(spec);
        Dataset opened = datasets.open(spec, 1, warning -> {}, (name, bytes, total) -> {});
        assertThat(outline.shape()).isEqualTo(opened.shape());
        assertThat(outline.classes()).isEqualTo(opened.classes().size());
        assertThat(outline.train()).isEqualTo(opened.train().size());
        assertThat(outline.test()).isEqualTo(opened.test().size());
    }

    @Test
    void refusals() {
        Datasets none = new Datasets(folder);
        assertThatThrownBy(() -> none.outline(spec("mnits")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("known are");
        assertThatThrownBy(() -> none.outline(spec("mnist", 1, 2)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("10 classes");
        assertThatThrownBy(() -> none.outline(
                        new DatasetSpec("mine", folder.resolve("none").toString(), List.of())))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("has no folder train/");
    }

    private static DatasetSpec spec(String name, Integer... perClass) {
        return new DatasetSpec(name, null, List.of(perClass));
    }
}
