package org.ncollapse.data;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ImageShape;

/**
 * Reads CIFAR's binary files: records of one or two label bytes and 3,072 pixels, the red, green and blue planes.
 *
 * <p>A record of CIFAR-10 begins with its label; one of CIFAR-100 with the coarse label, then the fine one, which is
 * read.
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
     * Reads one split from its files, one behind the other.
     *
     * @throws BadInputException if a file is no whole number of records, or a label lies beyond the classes
     */
    ImageSplit read(List<DigestedFile> files) {
        int record = labelBytes + SHAPE.size();
        long records = 0;
        for (DigestedFile file : files) {
            long bytes = file.provenance().bytes();
            if (bytes == 0 || bytes % record != 0) {
                throw new BadInputException(file.path() + " has " + bytes + " bytes, no whole number of records of "
                        + record + "; it is cut short or not in this layout");
            }
            records += bytes / record;
        }
        if (records * SHAPE.size() > Integer.MAX_VALUE - Long.BYTES) {
            throw new BadInputException(files.get(0).path().getParent() + " holds " + records
                    + " images, more than the 2 GB that a split may have");
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
        try (DataInputStream in = new DataInputStream(FileDigest.openDecompressed(file.path()))) {
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
