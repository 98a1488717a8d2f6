import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Writes images of CIFAR-10's binary files as PNG files, in one folder for each class: CifarToPng.java BINARY_FOLDER
 * IMAGE_FOLDER TRAIN_SAMPLES_PER_CLASS.
 */
public class CifarToPng {
    private static final List<String> CLASSES = List.of(
            "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
    private static final int PIXELS = 32 * 32;

    public static void main(String[] arguments) throws IOException {
        Path binary = Path.of(arguments[0]);
        Path images = Path.of(arguments[1]);
        write(binary.resolve("data_batch_1.bin"), images.resolve("train"), Integer.parseInt(arguments[2]));
        write(binary.resolve("test_batch.bin"), images.resolve("test"), Integer.MAX_VALUE);
    }

    private static void write(Path file, Path split, int samplesPerClass) throws IOException {
        byte[] records = Files.readAllBytes(file);
        int[] written = new int[CLASSES.size()];
        for (int at = 0; at < records.length; at += 1 + 3 * PIXELS) {
            int label = records[at];
            if (written[label] < samplesPerClass) {
                BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
                for (int i = 0; i < PIXELS; i++) {
                    int red = records[at + 1 + i] & 0xff;
                    int green = records[at + 1 + PIXELS + i] & 0xff;
                    int blue = records[at + 1 + 2 * PIXELS + i] & 0xff;
                    image.setRGB(i % 32, i / 32, (red << 16) | (green << 8) | blue);
                }
                Path folder = Files.createDirectories(split.resolve(CLASSES.get(label)));
                ImageIO.write(image, "png", folder.resolve("%05d.png".formatted(written[label]++)).toFile());
            }
        }
    }
}
