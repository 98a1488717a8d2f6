package org.ncollapse.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.run.RunOutputs;

/** Faults of a run's data and folders. */
class FileFaultsTest {

    @TempDir
    private Path home;

    private Path said() {
        return home.resolve("said.txt");
    }

    private void assertRejected(CommandProcess run, int code, String... words)
            throws IOException, InterruptedException {
        assertThat(run.exitCode()).as(run.output()).isEqualTo(code);
        assertThat(run.output()
                        .lines()
                        .filter(line -> line.startsWith("ncollapse: "))
                        .toList())
                .last()
                .asString()
                .contains(words);
        assertThat(run.output()).doesNotContain("\tat ");
    }

    /** An interrupted run on a data set of the user's: folders of small images. */
    @Test
    void rejectsMissingOrChangedImagesWithoutChanges() throws IOException, InterruptedException {
        Path images = home.resolve("images");
        writeImages(images, 200);
        String[] places = {
            "--home", home.toString(), "--datasets", home.resolve("datasets").toString()
        };
        String[] run = {
            "run",
            places[0],
            places[1],
            places[2],
            places[3],
            "--set",
            "name=own",
            "--set",
            "dataset={name: own, folder: " + images + "}",
            "--set",
            "network.widths=[8, 8]",
            "--set",
            "training={epochs: 100000, batchSize: 4}",
            "--set",
            "checkpoint.everyEpochs=1",
            "--set",
            "ufm=[]",
            "--set",
            "capture.epochs={first: 0, logSpaced: 3}"
        };
        CommandProcess first = CommandProcess.start(said(), run);
        Path state = home.resolve("checkpoints/own");
        while (first.process().isAlive()
                && (Files.notExists(state) || names(state).noneMatch(name -> name.endsWith(".sha256")))) {
            Thread.sleep(5);
        }
        assertThat(first.process().isAlive()).as(first.output()).isTrue();
        first.process().destroyForcibly().waitFor();
        Map<String, String> before = contents();

        Path moved = home.resolveSibling(home.getFileName() + "-moved");
        Files.move(images, moved);
        assertRejected(
                CommandProcess.start(said(), "resume", "own", places[0], places[1], places[2], places[3]),
                2,
                images.toString());
        Files.move(moved, images);
        writeImages(images, 10);
        assertRejected(
                CommandProcess.start(said(), "resume", "own", places[0], places[1], places[2], places[3]),
                2,
                "started with other images");

        assertThat(contents()).isEqualTo(before);
    }

    /** Writes a folder of images: two classes with three training images and one test image each. */
    private static void writeImages(Path folder, int brightness) throws IOException {
        for (int image = 0; image < 8; image++) {
            Path file = folder.resolve(image < 6 ? "train" : "test")
                    .resolve(image % 2 == 0 ? "cat" : "dog")
                    .resolve(image + ".png");
            Files.createDirectories(file.getParent());
            BufferedImage pixels = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
            pixels.getRaster().setSample(image % 4, image / 4, 0, brightness + image);
            ImageIO.write(pixels, "png", file.toFile());
        }
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = RunOutputs.contents(home.resolve("notebooks-export"));
        contents.putAll(RunOutputs.contents(home.resolve("checkpoints")));
        return contents;
    }

    private static Stream<String> names(Path folder) {
        String[] names = folder.toFile().list();
        return names == null ? Stream.of() : Stream.of(names);
    }

    @Test
    void namesFolderWithoutWritePermission() throws IOException, InterruptedException {
        for (String taken : List.of("checkpoints", "notebooks-export", "models")) {
            Path place = Files.createDirectory(home.resolve("home-" + taken));
            Files.writeString(place.resolve(taken), "a file, and no folder");
            assertRejected(
                    CommandProcess.start(
                            said(),
                            "run",
                            "--home",
                            place.toString(),
                            "--set",
                            "dataset.samplesPerClass=3",
                            "--set",
                            "network.widths=[4, 4]",
                            "--set",
                            "training.epochs=1"),
                    1,
                    place.resolve(taken).toString());
            assertThat(place.resolve(taken)).hasContent("a file, and no folder");
        }
    }
}
