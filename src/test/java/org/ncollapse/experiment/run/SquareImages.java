package org.ncollapse.experiment.run;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** An image folder of three classes of 8×8 images: noise with a bright square in one of three corners. */
final class SquareImages {

    private static final int SIZE = 8;
    private static final String[] CLASSES = {"left", "lower", "right"};

    private SquareImages() {}

    /** Writes {@code train/CLASS/*.png} and {@code test/CLASS/*.png} and returns the folder. */
    static Path write(Path folder, int trainPerClass, int testPerClass) throws IOException {
        Random random = new Random(1);
        for (int label = 0; label < CLASSES.length; label++) {
            write(folder.resolve("train").resolve(CLASSES[label]), label, trainPerClass, random);
            write(folder.resolve("test").resolve(CLASSES[label]), label, testPerClass, random);
        }
        return folder;
    }

    private static void write(Path folder, int label, int count, Random random) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < count; i++) {
            BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    boolean bright = (x < SIZE / 2) == (label < 2) && (y < SIZE / 2) == (label != 1);
                    image.getRaster().setSample(x, y, 0, random.nextInt(64) + (bright ? 128 : 0));
                }
            }
            ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
        }
    }
}
