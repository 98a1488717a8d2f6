package org.ncollapse.data;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ImageShape;

/**
 * Reads MNIST's file format: a magic number, the dimensions as big-endian 32-bit integers, then unsigned bytes.
 *
 * <p>The dimensions are checked against the size of the file's content.
 */
final class IdxReader {

    private static final int IMAGES_MAGIC = 0x803;
    private static final int LABELS_MAGIC = 0x801;
    static final int IMAGES_HEADER = 16;
    private static final int LABELS_HEADER = 8;

    private IdxReader() {}

    /**
     * Reads one split.
     *
     * @param images N×H×W bytes after the magic number 0x00000803
     * @param labels N bytes after the magic number 0x00000801
     * @param classes the K class names; labels are 0 to K − 1
     * @throws BadInputException if one of the files has another format
     */
    static ImageSplit read(DigestedFile images, DigestedFile labels, List<String> classes) {
        try (DataInputStream imageBytes = images.open();
                DataInputStream labelBytes = labels.open()) {
            ImageShape shape = readImagesHeader(images, imageBytes);
            int size = (int) ((images.provenance().bytes() - IMAGES_HEADER) / shape.size());
            int labelCount = readLabelsHeader(labels, labelBytes);
            if (labelCount != size) {
                throw new BadInputException(labels.path() + " has " + labelCount + " labels for the " + size
                        + " images of " + images.path().getFileName() + "; take both files from one source");
            }
            byte[] pixels = new byte[size * shape.size()];
            imageBytes.readFully(pixels);
            return new ImageSplit(shape, pixels, readLabels(labels, labelBytes, size, classes.size()));
        } catch (IOException e) {
            throw FileDigest.unreadableFile(images.path(), e);
        }
    }

    private static ImageShape readImagesHeader(DigestedFile file, DataInputStream in) throws IOException {
        long bytes = file.provenance().bytes();
        checkLength(file, IMAGES_HEADER, "images");
        checkMagic(file, in.readInt(), IMAGES_MAGIC, "images");
        int size = in.readInt();
        int height = in.readInt();
        int width = in.readInt();
        String found = "header of " + file.path() + ": " + size + " images of " + height + "x" + width;
        if (size < 1 || height < 1 || width < 1) {
            throw new BadInputException(found + "; all three numbers must be positive");
        }
        long image = (long) height * width;
        long content = bytes - IMAGES_HEADER;
        if (content % image != 0 || content / image != size) {
            throw new BadInputException(
                    found + "; found " + content + " bytes of pixels; the file is truncated or damaged");
        }
        if (content > Integer.MAX_VALUE - Long.BYTES) {
            throw new BadInputException(found + ", more than the 2 GB limit of a split");
        }
        return new ImageShape(1, height, width);
    }

    private static int readLabelsHeader(DigestedFile file, DataInputStream in) throws IOException {
        long bytes = file.provenance().bytes();
        checkLength(file, LABELS_HEADER, "labels");
        checkMagic(file, in.readInt(), LABELS_MAGIC, "labels");
        int size = in.readInt();
        if (bytes - LABELS_HEADER != size) {
            throw new BadInputException("header of " + file.path() + ": " + size + " labels; found "
                    + (bytes - LABELS_HEADER) + " bytes; the file is truncated or damaged");
        }
        return size;
    }

    private static void checkLength(DigestedFile file, int header, String kind) {
        if (file.provenance().bytes() < header) {
            throw new BadInputException(file.path() + " has only "
                    + file.provenance().bytes() + " bytes (uncompressed), too few for an IDX file of " + kind);
        }
    }

    private static void checkMagic(DigestedFile file, int found, int expected, String kind) {
        if (found != expected) {
            throw new BadInputException(String.format(
                    "%s has the magic number 0x%08X; an IDX file of %s has"
                            + " 0x%08X: use the file of that name from the data set",
                    file.path(), found, kind, expected));
        }
    }

    private static int[] readLabels(DigestedFile file, DataInputStream in, int size, int classes) throws IOException {
        byte[] bytes = new byte[size];
        in.readFully(bytes);
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            labels[i] = bytes[i] & 0xff;
            if (labels[i] >= classes) {
                throw new BadInputException(file.path() + ": label " + i + " is " + labels[i] + "; the data set has "
                        + classes + " classes, 0 to " + (classes - 1));
            }
        }
        return labels;
    }
}
