package org.ncollapse.data.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ncollapse.data.DatasetSummary;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.folder.ImageFolderListing.LabeledFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.ImageShape;

/**
 * Reads an image folder, {@code train/CLASS/*.png} and {@code test/CLASS/*.png} (or {@code .jpg}, {@code .gif},
 * {@code .bmp}), through DataVec.
 *
 * <p>The decoded images are cached in one binary file, which is used as long as names, sizes and times of the folder's
 * files do not change.
 */
public final class ImageFolder {

    /** The number of images whose sizes are compared to find the usual one. */
    private static final int COMPARED_IMAGES = 9;

    private final Path root;
    private final Path cacheFolder;

    /**
     * Creates a reader of an image folder.
     *
     * @param root the folder of {@code train} and {@code test}
     * @param cacheFolder the folder of cached images
     */
    public ImageFolder(Path root, Path cacheFolder) {
        this.root = root;
        this.cacheFolder = cacheFolder;
    }

    /**
     * Reads the folder or its cache.
     *
     * @param warnings receives a line if the cache cannot be written
     * @throws BadInputException if the folder has another layout, images cannot be decoded, or sizes differ; the
     *     message names all of them
     */
    public ImageFolderData read(Consumer<String> warnings) {
        ImageFolderListing listing = ImageFolderListing.of(root);
        String fingerprint = listing.fingerprint();
        ImageFolderCache cache = ImageFolderCache.of(cacheFolder, root);
        Optional<ImageFolderData> cached = cache.read(fingerprint);
        if (cached.isPresent()) {
            return cached.get();
        }
        ImageFolderData images = decode(listing);
        try {
            cache.write(fingerprint, images);
        } catch (IOException e) {
            warnings.accept("images of " + root + " could not be cached (" + e + "); they will be decoded again");
        }
        return images;
    }

    /**
     * Returns the size of the data set, from the names of all files and the first valid images.
     *
     * @throws BadInputException if the folder has another layout, or no training image can be read
     */
    public DatasetSummary summarize(DatasetSpec spec) {
        ImageFolderListing listing = ImageFolderListing.of(root);
        return DatasetSummary.of(
                spec,
                usualShape(listing),
                listing.classes().size(),
                listing.train().size(),
                listing.test().size());
    }

    private static ImageFolderData decode(ImageFolderListing listing) {
        ImageShape color = usualShape(listing);
        FolderProblems problems = new FolderProblems(listing.root());
        ImageSplit train = decode(listing.train(), color, problems);
        ImageSplit test = decode(listing.test(), color, problems);
        problems.throwIfAny();
        if (!isGray(train) || !isGray(test)) {
            return new ImageFolderData(color, listing.classes(), train, test);
        }
        ImageShape gray = new ImageShape(1, color.height(), color.width());
        return new ImageFolderData(gray, listing.classes(), firstPlanes(train, gray), firstPlanes(test, gray));
    }

    /**
     * Returns the most frequent shape of the first training images that are valid, so that one image of another size is
     * reported even if it is the first.
     */
    private static ImageShape usualShape(ImageFolderListing listing) {
        FolderProblems problems = new FolderProblems(listing.root());
        Map<ImageShape, Integer> counts = new LinkedHashMap<>();
        int compared = 0;
        for (LabeledFile file : listing.train()) {
            if (compared == COMPARED_IMAGES) {
                break;
            }
            try {
                counts.merge(RgbImageLoader.shapeOf(file.path().toFile()), 1, Integer::sum);
                compared++;
            } catch (IOException e) {
                problems.add(file.path(), e);
            }
        }
        if (counts.isEmpty()) {
            problems.throwIfAny();
            throw new IllegalArgumentException("an image folder without training images");
        }
        int most = Collections.max(counts.values());
        return counts.keySet().stream()
                .filter(shape -> counts.get(shape) == most)
                .findFirst()
                .orElseThrow();
    }

    private static ImageSplit decode(List<LabeledFile> files, ImageShape shape, FolderProblems problems) {
        if ((long) files.size() * shape.size() > Integer.MAX_VALUE - Long.BYTES) {
            throw new BadInputException("image folder: " + files.size() + " images of " + shape
                    + " in one split take more than 2 GB; use smaller or fewer images");
        }
        byte[] pixels = new byte[files.size() * shape.size()];
        try (RgbRecordReader reader =
                new RgbRecordReader(shape, files.stream().map(LabeledFile::path).toList())) {
            for (int i = 0; i < files.size(); i++) {
                try {
                    int written = i * shape.size();
                    for (float value : reader.nextImage()) {
                        pixels[written++] = (byte) (int) value;
                    }
                } catch (IOException e) {
                    problems.add(files.get(i).path(), e);
                }
            }
        } catch (IOException e) {
            throw new BadInputException("the image folder cannot be read: " + e, e);
        }
        return new ImageSplit(
                shape, pixels, files.stream().mapToInt(LabeledFile::label).toArray());
    }

    private static boolean isGray(ImageSplit split) {
        int plane = split.shape().channelSize();
        byte[] pixels = split.pixels();
        for (int start = 0; start < pixels.length; start += split.shape().size()) {
            if (!Arrays.equals(pixels, start, start + plane, pixels, start + plane, start + 2 * plane)
                    || !Arrays.equals(pixels, start, start + plane, pixels, start + 2 * plane, start + 3 * plane)) {
                return false;
            }
        }
        return true;
    }

    private static ImageSplit firstPlanes(ImageSplit split, ImageShape gray) {
        byte[] pixels = new byte[split.size() * gray.size()];
        for (int i = 0; i < split.size(); i++) {
            System.arraycopy(split.pixels(), i * split.shape().size(), pixels, i * gray.size(), gray.size());
        }
        return new ImageSplit(gray, pixels, split.labels());
    }
}
