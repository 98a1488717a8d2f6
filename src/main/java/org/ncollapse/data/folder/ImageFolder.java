package org.ncollapse.data.folder;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ncollapse.data.DatasetSummary;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.data.folder.ImageFolderListing.LabelledFile;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.DatasetSpec;
import org.ncollapse.spec.ImageShape;

/**
 * Reads an image folder, {@code train/CLASS/*.png} and {@code test/CLASS/*.png} (or {@code .jpg}), through DataVec.
 *
 * <p>The decoded images are kept in one binary file, which is read instead as long as no file of the folder has another
 * name, size or time.
 */
public final class ImageFolder {

    private final Path root;
    private final Path cacheFolder;

    /**
     * An image folder.
     *
     * @param root the folder of {@code train} and {@code test}
     * @param cacheFolder where the decoded images are kept
     */
    public ImageFolder(Path root, Path cacheFolder) {
        this.root = root;
        this.cacheFolder = cacheFolder;
    }

    /**
     * Reads the folder, or the cache made of it.
     *
     * @param warnings hears that the cache could not be written, which costs time only
     * @throws BadInputException if the folder is not laid out so, an image cannot be decoded, or sizes differ
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
     * How large the folder is, by its files' names and the first of them.
     *
     * @throws BadInputException if it is not laid out so, or that image cannot be read
     */
    public DatasetSummary summarize(DatasetSpec spec) {
        ImageFolderListing listing = ImageFolderListing.of(root);
        return DatasetSummary.of(
                spec,
                shapeOf(listing.train().get(0).path().toFile()),
                listing.classes().size(),
                listing.train().size(),
                listing.test().size());
    }

    private static ImageFolderData decode(ImageFolderListing listing) {
        ImageShape colour = shapeOf(listing.train().get(0).path().toFile());
        ImageSplit train = decode(listing.train(), colour);
        ImageSplit test = decode(listing.test(), colour);
        if (!isGray(train) || !isGray(test)) {
            return new ImageFolderData(colour, listing.classes(), train, test);
        }
        ImageShape gray = new ImageShape(1, colour.height(), colour.width());
        return new ImageFolderData(gray, listing.classes(), firstPlanes(train, gray), firstPlanes(test, gray));
    }

    private static ImageShape shapeOf(File file) {
        try {
            return RgbImageLoader.shapeOf(file);
        } catch (IOException e) {
            throw new BadInputException("image folder: " + file + " cannot be read: " + e, e);
        }
    }

    private static ImageSplit decode(List<LabelledFile> files, ImageShape shape) {
        if ((long) files.size() * shape.size() > Integer.MAX_VALUE - Long.BYTES) {
            throw new BadInputException("image folder: " + files.size() + " images of " + shape
                    + " in one split take more" + " than 2 GB; make them smaller or fewer");
        }
        byte[] pixels = new byte[files.size() * shape.size()];
        try (RgbRecordReader reader = new RgbRecordReader(
                shape, files.stream().map(LabelledFile::path).toList())) {
            int written = 0;
            while (reader.hasNext()) {
                for (float value : reader.nextImage()) {
                    pixels[written++] = (byte) (int) value;
                }
            }
        } catch (IOException e) {
            throw new BadInputException("an image folder cannot be read: " + e, e);
        }
        return new ImageSplit(
                shape, pixels, files.stream().mapToInt(LabelledFile::label).toArray());
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
