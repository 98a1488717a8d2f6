package org.ncollapse.data.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;
import org.ncollapse.spec.Split;

/**
 * The files of an image folder, {@code train/CLASS/*} and {@code test/CLASS/*}, in the data set's order.
 *
 * <p>Classes are sorted by name. Files are sorted by their own name first and by class second, so that classes
 * interleave, and files named by their place in another data set keep its order.
 *
 * @param root the image folder
 * @param classes the folders in {@code train}
 * @param train the training files
 * @param test the test files
 */
record ImageFolderListing(Path root, List<String> classes, List<LabelledFile> train, List<LabelledFile> test) {

    private static final List<String> SUFFIXES = List.of(".png", ".jpg", ".jpeg");

    /**
     * An image file.
     *
     * @param path where it lies
     * @param label the index of its class
     */
    record LabelledFile(Path path, int label) {
        private String name() {
            return path.getFileName().toString();
        }
    }

    /**
     * Lists an image folder.
     *
     * @throws BadInputException if it is not laid out so, or holds a file that is no PNG or JPEG by its name
     */
    static ImageFolderListing of(Path root) {
        try {
            List<Path> folders = visible(requireFolder(root, Split.TRAIN));
            List<String> classes = folders.stream()
                    .map(folder -> folder.getFileName().toString())
                    .toList();
            List<LabelledFile> train = new ArrayList<>();
            for (Path folder : folders) {
                List<LabelledFile> files = images(folder, classes);
                if (files.isEmpty()) {
                    throw new BadInputException("image folder " + folder + " holds no image; remove it or fill it");
                }
                train.addAll(files);
            }
            List<LabelledFile> test = new ArrayList<>();
            for (Path folder : visible(requireFolder(root, Split.TEST))) {
                test.addAll(images(folder, classes));
            }
            if (train.isEmpty() || test.isEmpty()) {
                throw new BadInputException("image folder " + root + " holds " + train.size() + " training and "
                        + test.size() + " test images; both are needed, as train/CLASS/*.png and test/CLASS/*.png");
            }
            Comparator<LabelledFile> order =
                    Comparator.comparing(LabelledFile::name).thenComparingInt(LabelledFile::label);
            train.sort(order);
            test.sort(order);
            return new ImageFolderListing(root, classes, List.copyOf(train), List.copyOf(test));
        } catch (IOException e) {
            throw new BadInputException("image folder " + root + " cannot be listed: " + e, e);
        }
    }

    /**
     * A digest of every file's name, size and time: a cache made from other files has another.
     *
     * @return 64 hexadecimal digits
     */
    String fingerprint() {
        Sha256 digest = new Sha256();
        try {
            for (LabelledFile file :
                    Stream.concat(train.stream(), test.stream()).toList()) {
                String line = root.relativize(file.path()) + "\t" + Files.size(file.path()) + "\t"
                        + Files.getLastModifiedTime(file.path()).toMillis() + "\n";
                digest.update(line.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new BadInputException("image folder " + root + " cannot be listed: " + e, e);
        }
        return digest.hex();
    }

    private static Path requireFolder(Path root, Split split) {
        Path folder = root.resolve(split.word());
        if (!Files.isDirectory(folder)) {
            throw new BadInputException("image folder " + root + " has no folder " + split
                    + "/; images are expected as train/CLASS/*.png and test/CLASS/*.png (or .jpg)");
        }
        return folder;
    }

    private static List<LabelledFile> images(Path folder, List<String> classes) throws IOException {
        int label = classes.indexOf(folder.getFileName().toString());
        if (label < 0) {
            throw new BadInputException(
                    "image folder: " + folder + " is no class of train/, which has " + String.join(", ", classes));
        }
        if (!Files.isDirectory(folder)) {
            throw new BadInputException(
                    "image folder: " + folder + " is a file where the folder of a class is expected");
        }
        List<LabelledFile> files = new ArrayList<>();
        for (Path path : visible(folder)) {
            String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
            if (SUFFIXES.stream().noneMatch(name::endsWith) || !Files.isRegularFile(path)) {
                throw new BadInputException(
                        "image folder: " + path + " is no .png, .jpg or .jpeg file; convert or remove it");
            }
            files.add(new LabelledFile(path, label));
        }
        return files;
    }

    /** What a folder holds, sorted by name, without hidden files. */
    private static List<Path> visible(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                    .toList();
        }
    }
}
