package org.ncollapse.io.npy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ncollapse.io.BadInputException;

/**
 * Arrays by name as numpy saved them: together in an {@code .npz} file, each in an {@code .npy} file of its own, or
 * both.
 */
public final class NumpyArrays {

    private static final int NPY_BEGINS = 0x93;

    private final Path mainFile;
    private final List<String> together;
    private final Map<String, Path> apart = new LinkedHashMap<>();

    private NumpyArrays(Path file, List<String> together) {
        this.mainFile = file;
        this.together = together;
    }

    /**
     * The arrays of one file, which its first byte tells to be one or the other, whatever it is called.
     *
     * @param single what the array is called that is alone in an {@code .npy} file
     * @throws BadInputException where it is neither
     */
    public static NumpyArrays of(Path file, String single) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + (Files.exists(file) ? ": not a file" : ": no such file")
                    + "; give a file that numpy.savez or numpy.save wrote");
        }
        try (InputStream in = Files.newInputStream(file)) {
            if (in.read() == NPY_BEGINS) {
                return new NumpyArrays(file, List.of()).with(single, file);
            }
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e, e);
        }
        try (NpzReader npz = NpzReader.open(file)) {
            return new NumpyArrays(file, npz.names());
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e, e);
        }
    }

    /**
     * These and one more.
     *
     * @param npy holds it alone; null for none
     * @throws BadInputException where these have one of that name
     */
    public NumpyArrays with(String name, Path npy) {
        if (npy == null) {
            return this;
        }
        if (contains(name)) {
            throw new BadInputException(npy + " cannot be '" + name + "': " + mainFile
                    + " has an array of that name already; leave one out");
        }
        if (!Files.isRegularFile(npy)) {
            throw new BadInputException(npy + (Files.exists(npy) ? ": not a file" : ": no such file") + "; give '"
                    + name + "' as numpy.save wrote it");
        }
        NumpyArrays more = new NumpyArrays(mainFile, together);
        more.apart.putAll(apart);
        more.apart.put(name, npy);
        return more;
    }

    /** The file that was named first. */
    public Path mainFile() {
        return mainFile;
    }

    /** Every file. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(mainFile));
        apart.values().stream().filter(path -> !files.contains(path)).forEach(files::add);
        return files;
    }

    /** Whether there is an array of that name. */
    public boolean contains(String name) {
        return together.contains(name) || apart.containsKey(name);
    }

    /** The arrays' names. */
    public List<String> names() {
        List<String> names = new ArrayList<>(together);
        names.addAll(apart.keySet());
        return names;
    }

    /** What messages call an array. */
    public String describe(String name) {
        return apart.containsKey(name) ? apart.get(name).toString() : mainFile + " [" + name + "]";
    }

    /**
     * Opens an array, reads it, closes it.
     *
     * @throws BadInputException where there is none of that name, or it cannot be read
     */
    public <T> T read(String name, Function<NpyReader, T> reading) {
        try {
            if (apart.containsKey(name)) {
                try (NpyReader array = NpyReader.open(apart.get(name))) {
                    return reading.apply(array);
                }
            }
            try (NpzReader npz = NpzReader.open(mainFile);
                    NpyReader array = npz.openArray(name)) {
                return reading.apply(array);
            }
        } catch (IOException e) {
            throw new BadInputException(describe(name) + " cannot be read: " + e, e);
        }
    }
}
