package org.ncollapse.data.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;

/**
 * The files of an image folder, {@code train/CLASS/*} and {@code test/CLASS/*}, in the data set's order.
 *
 * <p>Classes are sorted by name. Files are sorted by name, then by class. Classes are therefore interleaved, and files
 * that are named by their index in another data set keep its order. Images may lie one folder deeper,
 * {@code train/CLASS/images/*}. {@code val} takes the place of a missing {@code test}. Files that operating systems add
 * to folders are skipped; any other file is a problem, because a data set that lacks some of its images trains without
 * an error.
 *
 * @param root the image folder
 * @param classes the names of the folders in {@code train}
 * @param train the training files
 * @param test the test files
 */
record ImageFolderListing(Path root, List<String> classes, List<LabeledFile> train, List<LabeledFile> test) {

    private static final String EXPECTED = "expected images as train/CLASS/*.png and test/CLASS/*.png (or .jpg)";
    private static final List<String> SUFFIXES = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp");
    /** Files and folders of the data sets that are read by name. */
    private static final Pattern CATALOG = Pattern.compile("(?i)mnist|^cifar-|^raw/$|-ubyte|_batch");
    /** In lower case. Names that begin with a dot are skipped as well. */
    private static final Set<String> LEFTOVERS = Set.of("thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx");

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
     * @throws BadInputException if the folder has another layout, or contains files that are not named as images; the
     *     message lists them
     */
    static ImageFolderListing of(Path root) {
        FolderProblems problems = new FolderProblems(root);
        try {
            Path trainFolder = requireFolder(root, List.of("train"));
            Path testFolder = requireFolder(root, List.of("test", "val"));
            List<Path> folders = classFolders(trainFolder, problems);
            List<String> classes = folders.stream()
                    .map(folder -> folder.getFileName().toString())
                    .toList();
            List<LabeledFile> train = new ArrayList<>();
            for (Path folder : folders) {
                int before = train.size();
                addImages(folder, classes.indexOf(folder.getFileName().toString()), train, problems);
                if (train.size() == before) {
                    problems.add(folder, "contains no image; remove the folder or add images");
                }
            }
            List<LabeledFile> test = new ArrayList<>();
            for (Path folder : classFolders(testFolder, problems)) {
                int label = classes.indexOf(folder.getFileName().toString());
                if (label < 0) {
                    problems.add(folder, "is not a class of train/, which has " + shortened(classes));
                } else {
                    addImages(folder, label, test, problems);
                }
            }
            problems.throwIfAny();
            if (train.isEmpty() || test.isEmpty()) {
                throw new BadInputException("image folder " + root + " contains " + train.size() + " training and "
                        + test.size() + " test images; both are required, as train/CLASS/*.png and test/CLASS/*.png");
            }
            Comparator<LabeledFile> order = Comparator.comparing(LabeledFile::name)
                    .thenComparingInt(LabeledFile::label)
                    .thenComparing(LabeledFile::path);
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

    /** Returns the first of several folders that exists. */
    private static Path requireFolder(Path root, List<String> names) throws IOException {
        for (String name : names) {
            if (Files.isDirectory(root.resolve(name))) {
                return root.resolve(name);
            }
        }
        if (!Files.isDirectory(root)) {
            throw new BadInputException("image folder " + root + " does not exist; " + EXPECTED);
        }
        List<String> found;
        try (Stream<Path> paths = Files.list(root)) {
            found = paths.filter(path -> !isLeftover(path))
                    .map(path -> path.getFileName() + (Files.isDirectory(path) ? "/" : ""))
                    .sorted()
                    .toList();
        }
        throw new BadInputException("image folder " + root + " has no folder " + String.join("/ or ", names) + "/; "
                + EXPECTED + ", found " + (found.isEmpty() ? "an empty folder" : shortened(found))
                + (found.stream().anyMatch(name -> CATALOG.matcher(name).find())
                        ? "; for MNIST, Fashion-MNIST and CIFAR leave dataset.folder out and name the folder by --datasets"
                        : ""));
    }

    private static List<Path> classFolders(Path split, FolderProblems problems) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (Path path : entries(split, problems)) {
            if (Files.isDirectory(path)) {
                folders.add(path);
            } else {
                problems.add(path, "is a file; expected the folder of a class: move or remove it");
            }
        }
        return folders;
    }

    private static void addImages(Path folder, int label, List<LabeledFile> files, FolderProblems problems)
            throws IOException {
        for (Path path : entries(folder, problems)) {
            if (!Files.isDirectory(path)) {
                addImage(path, label, files, problems);
                continue;
            }
            for (Path inner : entries(path, problems)) {
                if (Files.isDirectory(inner)) {
                    problems.add(inner, "is too deep; move its images to the folder of the class");
                } else {
                    addImage(inner, label, files, problems);
                }
            }
        }
    }

    private static void addImage(Path path, int label, List<LabeledFile> files, FolderProblems problems) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        if (SUFFIXES.stream().noneMatch(name::endsWith)) {
            problems.add(path, "is not a .png, .jpg, .jpeg, .gif or .bmp file; convert or remove it");
        } else if (!Files.isRegularFile(path)) {
            problems.add(path, "is not a regular file, or a link to none; remove it");
        } else {
            files.add(new LabeledFile(path, label));
        }
    }

    /** Returns the files and folders of a folder, sorted by name, without leftovers. */
    private static List<Path> entries(Path folder, FolderProblems problems) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (Stream<Path> paths = Files.list(folder)) {
            paths.filter(path -> !isLeftover(path))
                    .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                    .forEach(path -> {
                        if (isText(path)) {
                            entries.add(path);
                        } else {
                            problems.add(
                                    path,
                                    "has a name that is not text in this locale; rename it, or set "
                                            + "LC_ALL=C.UTF-8");
                        }
                    });
        }
        return entries;
    }

    private static boolean isLeftover(Path path) {
        String name = path.getFileName().toString();
        return name.startsWith(".") || LEFTOVERS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Returns whether the path survives the conversion to text, by which DataVec takes it. */
    private static boolean isText(Path path) {
        try {
            return Path.of(path.toString()).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String shortened(List<String> names) {
        int shown = 10;
        return names.stream().limit(shown).collect(Collectors.joining(", "))
                + (names.size() > shown ? " and " + (names.size() - shown) + " more" : "");
    }
}
