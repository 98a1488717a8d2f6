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
 * <p>Classes are sorted by name. Files are sorted by name, then by class. Classes are therefore interleaved, and files
 * that are named by their index in another data set keep its order.
 *
 * @param root the image folder
 * @param classes the names of the folders in {@code train}
 * @param train the training files
 * @param test the test files
 */
record ImageFolderListing(Path root, List<String> classes, List<LabeledFile> train, List<LabeledFile> test) {

    private static final List<String> SUFFIXES = List.of(".png", ".jpg", ".jpeg");

    /**
     * An image file.
     *
     * @param path the file
     * @param label the index of its class
     */
    record LabeledFile(Path path, int label) {
        private String name() {
            return path.getFileName().toString();
        }
    }

    /**
     * Lists an image folder.
     *
     * @throws BadInputException if the folder has another layout, or contains a file that is not named as PNG or JPEG
     */
    static ImageFolderListing of(Path root) {
        try {
            List<Path> folders = visible(requireFolder(root, Split.TRAIN));
            List<String> classes = folders.stream()
                    .map(folder -> folder.getFileName().toString())
                    .toList();
            List<LabeledFile> train = new ArrayList<>();
            for (Path folder : folders) {
                List<LabeledFile> files = images(folder, classes);
                if (files.isEmpty()) {
                    throw new BadInputException(
                            "image folder " + folder + " contains no image; remove the folder or add images");
                }
                train.addAll(files);
            }
            List<LabeledFile> test = new ArrayList<>();
            for (Path folder : visible(requireFolder(root, Split.TEST))) {
                test.addAll(images(folder, classes));
            }
            if (train.isEmpty() || test.isEmpty()) {
                throw new BadInputException("image folder " + root + " contains " + train.size() + " training and "
                        + test.size() + " test images; both are required, as train/CLASS/*.png and test/CLASS/*.png");
            }
            Comparator<LabeledFile> order =
                    Comparator.comparing(LabeledFile::name).thenComparingInt(LabeledFile::label);
            train.sort(order);
            test.sort(order);
            return new ImageFolderListing(root, classes, List.copyOf(train), List.copyOf(test));
        } catch (IOException e) {
            throw new BadInputException("image folder " + root + " cannot be listed: " + e, e);
        }
    }

    /**
     * Returns a digest of every file's name, size and time, to detect an outdated cache.
     *
     * @return 64 hexadecimal digits
     */
    String fingerprint() {
        Sha256 digest = new Sha256();
        try {
            for (LabeledFile file : Stream.concat(train.stream(), test.stream()).toList()) {
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
        Path folder = root.resolve(split.key());
        if (!Files.isDirectory(folder)) {
            throw new BadInputException("image folder " + root + " has no folder " + split
                    + "/; expected images as train/CLASS/*.png and test/CLASS/*.png (or .jpg)");
        }
        return folder;
    }

    private static List<LabeledFile> images(Path folder, List<String> classes) throws IOException {
        int label = classes.indexOf(folder.getFileName().toString());
        if (label < 0) {
            throw new BadInputException(
                    "image folder: " + folder + " is not a class of train/, which has " + String.join(", ", classes));
        }
        if (!Files.isDirectory(folder)) {
            throw new BadInputException("image folder: " + folder + " is a file; expected the folder of a class");
        }
        List<LabeledFile> files = new ArrayList<>();
        for (Path path : visible(folder)) {
            String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
            if (SUFFIXES.stream().noneMatch(name::endsWith) || !Files.isRegularFile(path)) {
                throw new BadInputException(
                        "image folder: " + path + " is not a .png, .jpg or .jpeg file; convert or remove it");
            }
            files.add(new LabeledFile(path, label));
        }
        return files;
    }

    /** Returns the files of a folder, sorted by name, without hidden ones. */
    private static List<Path> visible(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                    .toList();
        }
    }
}
