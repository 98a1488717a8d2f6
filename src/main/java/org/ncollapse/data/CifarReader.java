package org.ncollapse.data;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ImageShape;

/**
 * Reads CIFAR's binary files: records of one or two label bytes and 3,072 pixels, the red, green and blue planes.
 *
 * <p>A record of CIFAR-10 starts with its label. A record of CIFAR-100 starts with the coarse label, which is ignored,
 * and the fine label.
 */
final class CifarReader {

    private static final ImageShape SHAPE = new ImageShape(3, 32, 32);

    private final int labelBytes;
    private final int classes;

    private CifarReader(int labelBytes, int classes) {
        this.labelBytes = labelBytes;
        this.classes = classes;
    }

    /** A reader of CIFAR-10's layout: one label byte. */
    static CifarReader cifar10(int classes) {
        return new CifarReader(1, classes);
    }

    /** A reader of CIFAR-100's layout: a coarse and a fine label byte. */
    static CifarReader cifar100(int classes) {
        return new CifarReader(2, classes);
    }

    /**
     * Reads one split from its files, in their order.
     *
     * @throws BadInputException if the size of a file is not a multiple of the record size, or a label is too large
     */
    ImageSplit read(List<DigestedFile> files) {
        int record = labelBytes + SHAPE.size();
        long records = 0;
        for (DigestedFile file : files) {
            long bytes = file.provenance().bytes();
            if (bytes == 0 || bytes % record != 0) {
                throw new BadInputException(
                        file.path() + " has " + bytes + " bytes, which is not a multiple of the record size " + record
                                + "; the file is truncated or has another format");
            }
            records += bytes / record;
        }
        if (records * SHAPE.size() > Integer.MAX_VALUE - Long.BYTES) {
            throw new BadInputException(files.get(0).path().getParent() + " has " + records
                    + " images, more than the 2 GB limit of a split");
        }
        byte[] pixels = new byte[(int) records * SHAPE.size()];
        int[] labels = new int[(int) records];
        int read = 0;
        for (DigestedFile file : files) {
            read = readFile(file, (int) (file.provenance().bytes() / record), pixels, labels, read);
        }
        return new ImageSplit(SHAPE, pixels, labels);
    }

    private int readFile(DigestedFile file, int records, byte[] pixels, int[] labels, int first) {
        try (DataInputStream in = file.open()) {
            byte[] label = new byte[labelBytes];
            for (int i = first; i < first + records; i++) {
                in.readFully(label);
                labels[i] = label[labelBytes - 1] & 0xff;
                if (labels[i] >= classes) {
                    throw new BadInputException(file.path() + ": the label of record " + (i - first) + " is "
                            + labels[i] + "; the data set has " + classes + " classes, 0 to " + (classes - 1));
                }
                in.readFully(pixels, i * SHAPE.size(), SHAPE.size());
            }
            return first + records;
        } catch (IOException e) {
            throw FileDigest.unreadableFile(file.path(), e);
        }
    }
}
