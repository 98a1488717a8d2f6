package org.ncollapse.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ImageShape;

class ImageFolderTest {

    private static final int WIDTH = 3;
    private static final int HEIGHT = 2;

    private final List<String> warnings = new ArrayList<>();

    @TempDir
    private Path folder;

    private Path root;
    private Path cache;

    @BeforeEach
    void createFoldersWithSpacesInTheirNames() {
        root = folder.resolve("my images #1, 50%25");
        cache = folder.resolve("cache");
    }

    private ImageFolderData read() {
        return new ImageFolder(root, cache).read(warnings::add);
    }

    private void write(BufferedImage image, String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        assertThat(ImageIO.write(image, path.substring(path.lastIndexOf('.') + 1), file.toFile()))
                .isTrue();
    }

    /** An image whose pixel p has red, green and blue of start + p, start + 50 + p and start + 100 + p. */
    private static BufferedImage color(int start) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < WIDTH * HEIGHT; p++) {
            image.setRGB(p % WIDTH, p / WIDTH, (start + p) << 16 | (start + 50 + p) << 8 | start + 100 + p);
        }
        return image;
    }

    private static BufferedImage gray(int start) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        for (int p = 0; p < WIDTH * HEIGHT; p++) {
            image.getRaster().setSample(p % WIDTH, p / WIDTH, 0, start + p);
        }
        return image;
    }

    private Path cacheFile() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    @Test
    void colorImagesBecomeRedGreenAndBlueChannels() throws IOException {
        write(color(7), "train/cat/a.png");
        write(color(100), "test/cat/b.png");
        ImageFolderData images = read();
        assertThat(images.shape()).isEqualTo(new ImageShape(3, HEIGHT, WIDTH));
        assertThat(images.train().pixels())
                .containsExactly(7, 8, 9, 10, 11, 12, 57, 58, 59, 60, 61, 62, 107, 108, 109, 110, 111, 112);
        assertThat(images.test().pixels())
                .containsSequence((byte) 100, (byte) 101, (byte) 102, (byte) 103, (byte) 104, (byte) 105, (byte) 150)
                .endsWith((byte) 205);
    }

    @Test
    void samplesAreSortedByFileNameThenClass() throws IOException {
        write(color(1), "train/dog/00.png");
        write(color(2), "train/cat/02.png");
        write(color(3), "train/dog/02.png");
        write(color(4), "train/v1.eel/01.png");
        write(color(5), "test/v1.eel/00.png");
        ImageFolderData images = read();
        assertThat(images.classes()).containsExactly("cat", "dog", "v1.eel");
        assertThat(images.train().labels()).containsExactly(1, 2, 0, 1);
        int size = images.shape().size();
        assertThat(Stream.of(0, 1, 2, 3).map(i -> (int) images.train().pixels()[i * size]))
                .containsExactly(1, 4, 2, 3);
        assertThat(images.test().labels()).containsExactly(2);
    }

    @Test
    void grayImagesHaveOneChannelOfStoredValues() throws IOException {
        write(gray(0), "train/a/0.png");
        write(gray(120), "train/b/0.png");
        write(gray(250), "test/a/0.png");
        ImageFolderData images = read();
        assertThat(images.shape()).isEqualTo(new ImageShape(1, HEIGHT, WIDTH));
        assertThat(images.train().pixels()).containsExactly(0, 1, 2, 3, 4, 5, 120, 121, 122, 123, 124, 125);
        assertThat(images.test().pixels()).containsExactly(250, 251, 252, 253, 254, 255);
    }

    @Test
    void grayImageAmongColorOnesHasThreeChannels() throws IOException {
        write(color(7), "train/a/0.png");
        write(gray(40), "train/a/1.png");
        write(gray(90), "test/a/0.png");
        ImageFolderData images = read();
        assertThat(images.shape().channels()).isEqualTo(3);
        assertThat(images.train().pixels())
                .endsWith(40, 41, 42, 43, 44, 45, 40, 41, 42, 43, 44, 45, 40, 41, 42, 43, 44, 45);
    }

    @Test
    void palettesAndAlphaAreConvertedToColors() throws IOException {
        byte[] reds = {10, (byte) 200};
        byte[] greens = {20, (byte) 210};
        byte[] blues = {30, (byte) 220};
        BufferedImage palette = new BufferedImage(
                WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 2, reds, greens, blues));
        palette.getRaster().setSample(1, 0, 0, 1);
        BufferedImage alpha = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB);
        alpha.setRGB(0, 0, 0x80123456);
        write(palette, "train/a/0.png");
        write(alpha, "test/a/0.png");
        ImageFolderData images = read();
        assertThat(images.train().pixels())
                .containsExactly(10, 200, 10, 10, 10, 10, 20, 210, 20, 20, 20, 20, 30, 220, 30, 30, 30, 30);
        assertThat(new int[] {
                    images.test().pixels()[0],
                    images.test().pixels()[6],
                    images.test().pixels()[12]
                })
                .containsExactly(0x12, 0x34, 0x56);
    }

    @Test
    void readsJpegFiles() throws IOException {
        BufferedImage flat = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 256; p++) {
            flat.setRGB(p % 16, p / 16, 0xC86432);
        }
        write(flat, "train/a/0.JPG");
        write(flat, "test/a/0.jpeg");
        byte[] pixels = read().train().pixels();
        // Compression changes a constant color only by rounding.
        assertThat(pixels[0] & 0xff).isBetween(198, 202);
        assertThat(pixels[256] & 0xff).isBetween(98, 102);
        assertThat(pixels[512] & 0xff).isBetween(48, 52);
    }

    @Test
    void reportsImageOfAnotherSize() throws IOException {
        write(color(1), "train/a/0.png");
        write(new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB), "train/a/1.png");
        write(color(1), "test/a/0.png");
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("1.png", "5 pixels wide and 4 high", "3 by 2");
    }

    @Test
    void reportsFirstImageIfItAloneHasAnotherSize() throws IOException {
        write(new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB), "train/a/0.png");
        write(color(1), "train/a/1.png");
        write(color(2), "train/a/2.png");
        write(color(1), "test/a/0.png");
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("train/a/0.png is 5 pixels wide and 4 high", "others are 3 by 2")
                .hasMessageNotContainingAny("1.png", "2.png", "test/a");
    }

    @Test
    void reportsFileThatIsNoImage() throws IOException {
        write(color(1), "train/a/0.png");
        write(color(1), "test/a/0.png");
        Path broken = root.resolve("train/a/1.png");
        Files.write(broken, new byte[] {1, 2, 3});
        assertThatThrownBy(this::read).isInstanceOf(BadInputException.class).hasMessageContaining("1.png");
        Files.write(broken, Arrays.copyOf(Files.readAllBytes(root.resolve("train/a/0.png")), 60));
        assertThatThrownBy(this::read).isInstanceOf(BadInputException.class).hasMessageContaining("1.png");
        Files.move(broken, root.resolve("train/a/notes.txt"));
        assertThatThrownBy(this::read).isInstanceOf(BadInputException.class).hasMessageContaining("notes.txt");
    }

    @Test
    void rejectsOtherFolderLayouts() throws IOException {
        assertThatThrownBy(this::read).isInstanceOf(BadInputException.class).hasMessageContaining("does not exist");
        write(color(1), "cat/0.png");
        write(color(1), "MNIST/raw/0.png");
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("no folder train/", "found MNIST/, cat/", "--datasets");
        write(color(1), "train/a/0.png");
        assertThatThrownBy(this::read).isInstanceOf(BadInputException.class).hasMessageContaining("test/");
        write(color(1), "test/b/0.png");
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not a class of train/");
    }

    @Test
    void namesEverythingThatIsAmissInOneMessage() throws IOException {
        write(color(1), "train/a/0.png");
        write(color(1), "train/b/x/y/0.png");
        write(color(1), "test/a/0.png");
        write(color(1), "test/c/0.png");
        Files.write(root.resolve("train/a/notes.txt"), new byte[1]);
        Files.write(root.resolve("train/labels.csv"), new byte[1]);
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(
                        "train/a/notes.txt is not a .png",
                        "train/labels.csv is a file; expected the folder of a class",
                        "train/b/x/y is too deep",
                        "train/b contains no image",
                        "test/c is not a class of train/, which has a, b");
    }

    @Test
    void namesTenImagesThatCannotBeReadAndCountsTheOthers() throws IOException {
        write(color(1), "train/a/50.png");
        for (int i = 10; i < 30; i++) {
            Files.write(root.resolve("train/a/" + i + ".png"), new byte[i]);
        }
        write(new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB), "test/a/0.png");
        assertThatThrownBy(this::read)
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll("train/a/10.png is ", "train/a/19.png is ", "; and 11 more problems")
                .hasMessageNotContaining("train/a/20.png");
        assertThat(folder.resolve("cache")).doesNotExist();
    }

    @Test
    void validationFolderReplacesMissingTestFolder() throws IOException {
        write(color(1), "train/a/0.png");
        write(color(2), "val/a/0.png");
        assertThat(read().test().pixels()).startsWith(2, 3);
        write(color(3), "test/a/0.png");
        assertThat(read().test().pixels()).startsWith(3, 4);
    }

    @Test
    void imagesMayLieOneFolderDeeper() throws IOException {
        write(color(1), "train/a/images/0.png");
        write(color(2), "train/b/images/0.png");
        write(color(3), "train/b/more/0.png");
        write(color(4), "train/a/1.png");
        write(color(5), "test/a/0.png");
        ImageFolderData images = read();
        int size = images.shape().size();
        assertThat(images.classes()).containsExactly("a", "b");
        assertThat(images.train().labels()).containsExactly(0, 1, 1, 0);
        assertThat(Stream.of(0, 1, 2, 3).map(i -> (int) images.train().pixels()[i * size]))
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void skipsWhatOperatingSystemsLeaveBehind() throws IOException {
        write(color(1), "train/a/0.png");
        write(color(2), "test/a/0.png");
        for (String name : List.of("Thumbs.db", "desktop.ini", ".DS_Store", "._0.png", "__MACOSX/0.png", ".git/x")) {
            for (String at : List.of("", "train/", "train/a/", "test/a/")) {
                Path file = root.resolve(at + name);
                Files.createDirectories(file.getParent());
                Files.write(file, new byte[3]);
            }
        }
        ImageFolderData images = read();
        assertThat(images.classes()).containsExactly("a");
        assertThat(images.train().size() + images.test().size()).isEqualTo(2);
    }

    @Test
    void readsCacheInsteadOfImages() throws IOException {
        write(color(1), "train/a/0.png");
        write(color(2), "test/a/0.png");
        ImageFolderData first = read();
        Path image = root.resolve("train/a/0.png");
        FileTime time = Files.getLastModifiedTime(image);
        byte[] content = Files.readAllBytes(image);
        // Name, size and time are the same, so only reading the image itself would show the change.
        Files.write(image, new byte[content.length]);
        Files.setLastModifiedTime(image, time);
        assertThat(read()).isEqualTo(first);
    }

    @Test
    void outdatedCacheIsWrittenAgain() throws IOException {
        write(color(1), "train/a/0.png");
        write(color(2), "test/a/0.png");
        read();
        write(color(9), "train/a/0.png");
        Files.setLastModifiedTime(root.resolve("train/a/0.png"), FileTime.fromMillis(1));
        assertThat(read().train().pixels()).startsWith(9, 10);
        write(color(30), "train/b/0.png");
        assertThat(read().classes()).containsExactly("a", "b");
        assertThat(cacheFile()).exists();
    }

    @Test
    void damagedCacheIsWrittenAgain() throws IOException {
        write(color(1), "train/a/0.png");
        write(color(2), "test/a/0.png");
        ImageFolderData right = read();
        byte[] whole = Files.readAllBytes(cacheFile());
        for (int i = 0; i < whole.length; i += 7) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 4;
            Files.write(cacheFile(), damaged);
            assertThat(read()).isEqualTo(right);
            assertThat(Files.readAllBytes(cacheFile())).isEqualTo(whole);
        }
        for (int length : new int[] {0, 10, 40, whole.length - 1}) {
            Files.write(cacheFile(), Arrays.copyOf(whole, length));
            assertThat(read()).isEqualTo(right);
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void unwritableCacheOnlyWarns() throws IOException {
        write(color(1), "train/a/0.png");
        write(color(2), "test/a/0.png");
        Files.write(cache, new byte[1]);
        assertThat(read().train().size()).isEqualTo(1);
        assertThat(warnings).singleElement().asString().contains("could not be cached");
    }
}
