package org.ncollapse.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ncollapse.data.digits.StrokeDigits;
import org.ncollapse.data.fetch.DownloadProgress;
import org.ncollapse.data.fetch.Downloader;
import org.ncollapse.data.folder.ImageFolder;
import org.ncollapse.data.folder.ImageFolderData;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.Sha256;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.Split;

/** Opens data sets: the built-in digits, those of the catalog (downloaded if missing), and image folders. */
public final class DatasetStore {

    /** The name of the built-in data set, which needs no file. */
    public static final String DIGITS = "digits";

    private static final int DIGIT_CLASSES = 10;
    private static final int DIGITS_PER_CLASS = 500;
    private static final int TEST_DIGITS_PER_CLASS = 100;
    private static final int MAX_NAMED_CLASSES = 10;
    private static final String CACHE = ".cache";

    private final Path folder;
    private final DatasetCatalog catalog;
    private final Downloader downloader;

    /**
     * Creates a store with the built-in catalog.
     *
     * @param folder the folder of the files; need not exist
     */
    public DatasetStore(Path folder) {
        this(folder, DatasetCatalog.builtIn(), new Downloader());
    }

    /** Creates a store with another catalog and downloader. */
    public DatasetStore(Path folder, DatasetCatalog catalog, Downloader downloader) {
        this.folder = folder;
        this.catalog = catalog;
        this.downloader = downloader;
    }

    /**
     * Opens the data set of an experiment.
     *
     * @param spec the data set and the number of training images of each class
     * @param seed the run's seed, which determines the built-in digits and the order of shuffled labels
     * @param warnings receives a line if files are not the originals, and for each split that lacks a class
     * @param progress receives the progress of downloads
     * @throws BadInputException if it is unknown, cannot be downloaded, is damaged, or has too few images
     */
    public Dataset open(DatasetSpec spec, long seed, Consumer<String> warnings, DownloadProgress progress) {
        Dataset dataset;
        if (spec.isImageFolder()) {
            dataset = openFolder(spec, warnings);
        } else {
            dataset =
                    spec.name().equals(DIGITS) ? generateDigits(spec, seed) : openFromCatalog(spec, warnings, progress);
        }
        warnOfEmptyClasses(dataset, spec, warnings);
        return spec.shuffleLabels() ? dataset.withShuffledLabels(seed) : dataset;
    }

    /**
     * Returns the size of an experiment's data set, without downloading it. Of an image folder only the file names and
     * one image are read.
     *
     * @throws BadInputException if it is unknown or the image folder is missing
     */
    public DatasetSummary summarize(DatasetSpec spec) {
        if (spec.isImageFolder()) {
            return new ImageFolder(Path.of(spec.folder()), folder.resolve(CACHE)).summarize(spec);
        }
        if (spec.name().equals(DIGITS)) {
            int[] train = ClassSubset.classCounts(DIGITS, DIGIT_CLASSES, digitsPerClass(spec));
            return DatasetSummary.of(
                    spec,
                    StrokeDigits.SHAPE,
                    DIGIT_CLASSES,
                    Arrays.stream(train).sum(),
                    DIGIT_CLASSES * TEST_DIGITS_PER_CLASS);
        }
        CatalogEntry entry = catalog.entry(spec.name());
        return DatasetSummary.of(
                spec, entry.shape(), entry.classes().size(), entry.trainingImages(), entry.testImages());
    }

    /** Returns the state of every data set of the catalog, without reading files. */
    public List<DatasetState> list() {
        return catalog.entries().stream()
                .map(entry -> new LocalDataset(entry, folder).quickState())
                .toList();
    }

    /**
     * Reads every file of a data set and compares it with the original.
     *
     * @throws BadInputException if it is not in the catalog, or a file cannot be read
     */
    public DatasetState verify(String name) {
        LocalDataset local = new LocalDataset(catalog.entry(name), folder);
        DatasetState state = local.quickState();
        if (state.availability() != DatasetState.Availability.PRESENT) {
            return state;
        }
        List<FileProvenance> files =
                local.files().stream().map(DigestedFile::provenance).toList();
        boolean original = files.stream().allMatch(FileProvenance::original);
        return new DatasetState(
                state.entry(),
                state.folder(),
                original ? DatasetState.Availability.VERIFIED : DatasetState.Availability.MODIFIED,
                List.of(),
                files);
    }

    /**
     * Downloads the missing files of a data set.
     *
     * @throws BadInputException if it is not in the catalog, or no mirror has it; the message explains the manual
     *     download
     */
    public void fetch(String name, DownloadProgress progress) {
        new DatasetDownload(catalog.entry(name), folder, downloader).fetch(progress);
    }

    private Dataset openFromCatalog(DatasetSpec spec, Consumer<String> warnings, DownloadProgress progress) {
        CatalogEntry entry = catalog.entry(spec.name());
        fetch(spec.name(), progress);
        LocalDataset local = new LocalDataset(entry, folder);
        List<DigestedFile> files = local.files();
        List<ImageSplit> splits = local.splits(files);
        ImageSplit train = splits.get(0);
        ImageSplit test = splits.get(1);
        if (!train.shape().equals(test.shape())) {
            throw new BadInputException("dataset " + spec.name() + " in " + local.folder() + " has training images of "
                    + train.shape() + " and test images of " + test.shape() + "; take both from one source");
        }
        warnOfModifiedFiles(entry, files, warnings);
        return new Dataset(
                spec.name(),
                train.shape(),
                entry.classes(),
                ClassSubset.firstPerClass(spec.name(), train, entry.classes(), spec.samplesPerClass()),
                test,
                files.stream().map(DigestedFile::provenance).toList());
    }

    private static void warnOfModifiedFiles(CatalogEntry entry, List<DigestedFile> files, Consumer<String> warnings) {
        String modified = files.stream()
                .filter(file -> !file.provenance().original())
                .map(file -> file.path().getFileName().toString())
                .collect(Collectors.joining(", "));
        if (!modified.isEmpty()) {
            warnings.accept("dataset " + entry.name() + ": the checksums of " + modified + " in "
                    + files.get(0).path().getParent() + " differ from the original " + entry.title()
                    + "; the files are used and the manifest records it");
        }
    }

    /** Warns of classes without images, unless {@code samplesPerClass} leaves them out of the training split. */
    private static void warnOfEmptyClasses(Dataset dataset, DatasetSpec spec, Consumer<String> warnings) {
        for (Split split : Split.values()) {
            int[] counts = (split == Split.TRAIN ? dataset.train() : dataset.test())
                    .classCounts(dataset.classes().size());
            List<String> empty = IntStream.range(0, counts.length)
                    .filter(k -> counts[k] == 0)
                    .mapToObj(dataset.classes()::get)
                    .toList();
            if (!empty.isEmpty()
                    && (split == Split.TEST || spec.samplesPerClass().isEmpty())) {
                warnings.accept(
                        "dataset " + dataset.name() + " has no " + split + " image of " + empty.size() + " of its "
                                + counts.length + " classes ("
                                + empty.stream().limit(MAX_NAMED_CLASSES).collect(Collectors.joining(", "))
                                + (empty.size() > MAX_NAMED_CLASSES ? ", ..." : "")
                                + "): metrics of this split that need every class's mean are empty");
            }
        }
    }

    private Dataset openFolder(DatasetSpec spec, Consumer<String> warnings) {
        ImageFolderData images = new ImageFolder(Path.of(spec.folder()), folder.resolve(CACHE)).read(warnings);
        return new Dataset(
                spec.name(),
                images.shape(),
                images.classes(),
                ClassSubset.firstPerClass(spec.name(), images.train(), images.classes(), spec.samplesPerClass()),
                images.test(),
                List.of(provenance(Split.TRAIN, images.train()), provenance(Split.TEST, images.test())));
    }

    /** Returns the provenance of an image folder's split: one digest of all pixels and labels. */
    private static FileProvenance provenance(Split split, ImageSplit images) {
        Sha256 digest = new Sha256().update(images.pixels());
        for (int label : images.labels()) {
            digest.update((byte) (label >>> 8));
            digest.update((byte) label);
        }
        return new FileProvenance(split.key(), images.pixels().length + 2L * images.size(), digest.hex(), true);
    }

    private static Dataset generateDigits(DatasetSpec spec, long seed) {
        int[] train = ClassSubset.classCounts(DIGITS, DIGIT_CLASSES, digitsPerClass(spec));
        int[] test = ClassSubset.classCounts(DIGITS, DIGIT_CLASSES, List.of(TEST_DIGITS_PER_CLASS));
        ImageSplit trainSplit = StrokeDigits.generate(train, SplitMix64.streamSeed(seed, 0));
        ImageSplit testSplit = StrokeDigits.generate(test, SplitMix64.streamSeed(seed, 1));
        return new Dataset(
                DIGITS,
                trainSplit.shape(),
                List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
                trainSplit,
                testSplit,
                List.of());
    }

    private static List<Integer> digitsPerClass(DatasetSpec spec) {
        return spec.samplesPerClass().isEmpty() ? List.of(DIGITS_PER_CLASS) : spec.samplesPerClass();
    }
}
