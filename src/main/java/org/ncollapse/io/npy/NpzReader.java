package org.ncollapse.io.npy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.ncollapse.io.BadInputException;

/** Reads an {@code .npz} file: named arrays, as {@code numpy.savez} and {@code savez_compressed} write them. */
public final class NpzReader implements Closeable {

    static final String SUFFIX = ".npy";

    // The maximum ratio of the Deflate format.
    private static final long MAX_EXPANSION = 1032;

    private final Path path;
    private final ZipFile zip;

    private NpzReader(Path path, ZipFile zip) {
        this.path = path;
        this.zip = zip;
    }

    /**
     * Opens a file.
     *
     * @throws BadInputException if it is not a zip archive
     */
    public static NpzReader open(Path path) {
        if (Files.exists(path) && !Files.isRegularFile(path)) { // Opening a pipe would wait for its writer.
            throw new BadInputException(path + " cannot be read as .npz: it is not a regular file");
        }
        try {
            return new NpzReader(path, new ZipFile(path.toFile()));
        } catch (IOException e) {
            throw new BadInputException(path + " cannot be read as .npz: " + e.getMessage(), e);
        }
    }

    /** The arrays' names, in the file's order. */
    public List<String> names() {
        return zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith(SUFFIX))
                .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                .toList();
    }

    /** Whether there is an array of that name. */
    public boolean contains(String name) {
        return zip.getEntry(name + SUFFIX) != null;
    }

    /**
     * Opens an array; the caller closes it.
     *
     * @throws BadInputException if there is no array of that name, or it cannot be read
     */
    public NpyReader openArray(String name) {
        ZipEntry entry = zip.getEntry(name + SUFFIX);
        if (entry == null) {
            throw new BadInputException(path + " has no array '" + name + "'; it has " + String.join(", ", names()));
        }
        String where = path + " [" + name + "]";
        if (entry.getSize() > MAX_EXPANSION * entry.getCompressedSize() + MAX_EXPANSION) {
            throw new BadInputException(where + " has a size of " + entry.getSize() + " bytes, more than "
                    + entry.getCompressedSize() + " compressed bytes can contain; the file is damaged");
        }
        try {
            return NpyReader.open(new CrcCheckedEntry(zip.getInputStream(entry), entry), entry.getSize(), where);
        } catch (IOException e) {
            throw new BadInputException(where + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
