package org.ncollapse.io.npy;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.ncollapse.io.BadInputException;

/** Reads an {@code .npz} file: named arrays, as {@code numpy.savez} and {@code savez_compressed} write them. */
public final class NpzReader implements ArrayFile {

    static final String SUFFIX = ".npy";

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

    @Override
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

    @Override
    public NpyReader openArray(String name) {
        ZipEntry entry = zip.getEntry(name + SUFFIX);
        if (entry == null) {
            throw new BadInputException(path + " has no array '" + name + "'; it has " + String.join(", ", names()));
        }
        String where = describe(name);
        try {
            return NpyReader.open(CrcCheckedEntry.open(zip, entry, where), entry.getSize(), where);
        } catch (IOException e) {
            throw new BadInputException(where + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<String> text(String name) {
        ZipEntry entry = zip.getEntry(name + SUFFIX);
        if (entry == null) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(CrcCheckedEntry.open(zip, entry, describe(name)))) {
            return NpyText.read(in, describe(name));
        } catch (IOException e) {
            throw new BadInputException(describe(name) + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String describe(String name) {
        return path + " [" + name + "]";
    }

    @Override
    public String savingLine() {
        return "numpy.savez(file, features=..., labels=...)";
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
