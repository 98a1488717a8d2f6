package org.ncollapse.experiment.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.experiment.run.TinyRun;
import org.ncollapse.experiment.store.RunFolders;
import org.ncollapse.io.Folders;
import org.ncollapse.report.mlflow.MlflowStore;

/** Results of a run whose image folder is in the user's home folder can be given to a reviewer. */
class DoubleBlindTest {

    private static final Path USER_HOME = Path.of(System.getProperty("user.home"));

    private static final String PLAIN_TEXT = ".*\\.(json|csv|txt|tex|dat|bib|ipynb|svg)";

    @TempDir
    private Path store;

    private Path home;

    /** In the user's home folder, so that paths in results would name the user. */
    @BeforeEach
    void createHome() throws IOException {
        home = Files.createTempDirectory(USER_HOME, "ncollapse-test-");
    }

    @AfterEach
    void deleteHome() throws IOException {
        Folders.deleteRecursively(home);
    }

    @Test
    void exportedFilesHaveNoHostAndNoUserName() throws IOException {
        Path images = home.resolve("images");
        writeImages(images);
        TinyRun.run(
                home,
                "dataset={name: blobs, folder: '" + images + "'}",
                "capture.tensorboard=true",
                "training.epochs=4");
        RunFolders folders = new RunFolders(home, "tiny");
        RunFitter.refit(folders, stage -> {});
        RunExporter.export(folders, warning -> {});
        RunReport.write(home, List.of("tiny"), warning -> {});
        MlflowStore.open(store).write(MlflowRunReader.read(folders));

        List<String> names = List.of(USER_HOME.toString(), "/" + System.getProperty("user.name") + "/");
        Map<String, byte[]> files = contents(folders.export());
        files.putAll(contents(store));
        assertThat(files).containsKeys("manifest.json", "report.html", "tiny.zip/tiny/manifest.json");
        assertThat(text(files.get("manifest.json"))).contains("$HOME/" + home.getFileName() + "/images");
        String host = InetAddress.getLocalHost().getHostName();
        files.forEach((file, bytes) -> {
            String text = text(bytes);
            names.forEach(name ->
                    assertThat(text.contains(name)).as(file + " has " + name).isFalse());
            // A short host name may occur by chance in compressed data and in scripts.
            if (!host.equals("localhost") && (host.length() > 5 || file.matches(PLAIN_TEXT))) {
                assertThat(Pattern.compile("(?<![\\w+/=-])" + Pattern.quote(host) + "(?![\\w+/=-])")
                                .matcher(text)
                                .find())
                        .as(file + " has " + host)
                        .isFalse();
            }
        });
    }

    /** Writes an image folder: three classes, four training images and one test image of each. */
    private static void writeImages(Path folder) throws IOException {
        for (int image = 0; image < 15; image++) {
            Path file = folder.resolve(image < 12 ? "train" : "test")
                    .resolve("class" + image % 3)
                    .resolve(image + ".png");
            Files.createDirectories(file.getParent());
            BufferedImage pixels = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
            pixels.getRaster().setSample(image % 4, image / 4, 0, 100 + image);
            ImageIO.write(pixels, "png", file.toFile());
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Every file with its bytes; files in archives too. */
    private static Map<String, byte[]> contents(Path folder) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                contents.put(name, Files.readAllBytes(file));
                if (name.endsWith(".zip")) {
                    unpack(name, contents);
                }
            }
        }
        return contents;
    }

    private static void unpack(String archive, Map<String, byte[]> contents) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(contents.get(archive)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                contents.put(archive + "/" + entry.getName(), zip.readAllBytes());
            }
        }
    }
}
