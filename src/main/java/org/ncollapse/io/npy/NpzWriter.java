package org.ncollapse.io.npy;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.io.FilePrefix;
import org.ncollapse.io.Sha256;

/**
 * Writes an {@code .npz} file: named arrays in a zip archive, as {@code numpy.savez} does.
 *
 * <p>Equal contents give equal bytes: entries have a fixed time and are not compressed. The content is written to
 * {@link AtomicFile#temporaryFileFor}, which {@link #commit()} renames. Without a commit, closing deletes it.
 */
public final class NpzWriter implements Closeable {

    // Zip's first date, 1980-01-01, makes Java add an extra time stamp that depends on the time zone.
    private static final LocalDateTime TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

    private final Path target;
    private final Path temporaryFile;
    private final Sha256 sha256 = new Sha256();
    private final ZipOutputStream zip;
    private NpyWriter currentArray;

    /** Starts a file; {@link #commit()} replaces an existing one. */
    public NpzWriter(Path target) throws IOException {
        this.target = target;
        this.temporaryFile = AtomicFile.temporaryFileFor(target);
        this.zip =
                new ZipOutputStream(new BufferedOutputStream(sha256.digesting(Files.newOutputStream(temporaryFile))));
        // Deflated at level 0, not stored: a stored entry must have its checksum in the header.
        zip.setLevel(Deflater.NO_COMPRESSION);
    }

    /**
     * Starts an array, which must be complete before the next one starts.
     *
     * @param name its name in numpy
     * @param type the element type
     * @param shape the extents
     */
    public NpyWriter beginArray(String name, NpyType type, long... shape) throws IOException {
        endArray();
        ZipEntry entry = new ZipEntry(name + NpzReader.SUFFIX);
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
        currentArray = new NpyWriter(zip, NpyHeader.of(type, shape));
        return currentArray;
    }

    /** Writes a whole array of 32-bit floats. */
    public void write(String name, float[] values, long... shape) throws IOException {
        beginArray(name, NpyType.FLOAT32, shape).write(values, 0, values.length);
    }

    /** Writes a whole array of doubles. */
    public void write(String name, double[] values, long... shape) throws IOException {
        beginArray(name, NpyType.FLOAT64, shape).write(values, 0, values.length);
    }

    /** Writes a whole array of 32-bit integers. */
    public void write(String name, int[] values, long... shape) throws IOException {
        beginArray(name, NpyType.INT32, shape).write(values, 0, values.length);
    }

    /** Writes a whole array of 64-bit integers. */
    public void write(String name, long[] values, long... shape) throws IOException {
        beginArray(name, NpyType.INT64, shape).write(values, 0, values.length);
    }

    /**
     * Completes the file and renames it to the target.
     *
     * @return the size and the SHA-256 of what was written
     * @throws IllegalStateException if the last array is incomplete
     */
    public FilePrefix commit() throws IOException {
        endArray();
        zip.close();
        FilePrefix written = new FilePrefix(Files.size(temporaryFile), sha256.hex());
        AtomicFile.replace(temporaryFile, target);
        return written;
    }

    /** Deletes what was written, unless it was committed. */
    @Override
    public void close() throws IOException {
        try {
            zip.close();
        } finally {
            Files.deleteIfExists(temporaryFile);
        }
    }

    private void endArray() throws IOException {
        if (currentArray != null && currentArray.remaining() > 0) {
            throw new IllegalStateException(
                    currentArray.remaining() + " elements of an array of " + target.getFileName() + " are missing");
        }
        if (currentArray != null) {
            zip.closeEntry();
            currentArray = null;
        }
    }
}
