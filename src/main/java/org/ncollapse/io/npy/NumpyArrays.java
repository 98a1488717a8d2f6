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

/** Named arrays that numpy saved: in one {@code .npz} file, in {@code .npy} files of one array each, or both. */
public final class NumpyArrays {

    private static final int NPY_FIRST_BYTE = 0x93;

    private final Path mainFile;
    private final List<String> npzNames;
    private final Map<String, Path> npyFiles = new LinkedHashMap<>();

    private NumpyArrays(Path file, List<String> npzNames) {
        this.mainFile = file;
        this.npzNames = npzNames;
    }

    /**
     * Returns the arrays of one file. Its first byte decides whether it is .npy or .npz, not its name.
     *
     * @param single the name of the array if the file is {@code .npy}
     * @throws BadInputException if the file is neither
     */
    public static NumpyArrays of(Path file, String single) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + (Files.exists(file) ? ": not a file" : ": no such file")
                    + "; give a file that numpy.savez or numpy.save wrote");
        }
        try (InputStream in = Files.newInputStream(file)) {
            if (in.read() == NPY_FIRST_BYTE) {
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
     * Returns these arrays with one more.
     *
     * @param npy the file of the array; null to add none
     * @throws BadInputException if there is an array of that name already
     */
    public NumpyArrays with(String name, Path npy) {
        if (npy == null) {
            return this;
        }
        if (contains(name)) {
            throw new BadInputException(
                    npy + ": " + mainFile + " has an array '" + name + "' already; leave one of them out");
        }
        if (!Files.isRegularFile(npy)) {
            throw new BadInputException(npy + (Files.exists(npy) ? ": not a file" : ": no such file")
                    + "; give the file that numpy.save wrote for '" + name + "'");
        }
        NumpyArrays extended = new NumpyArrays(mainFile, npzNames);
        extended.npyFiles.putAll(npyFiles);
        extended.npyFiles.put(name, npy);
        return extended;
    }

    /** The file given to {@code of}. */
    public Path mainFile() {
        return mainFile;
    }

    /** All files. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(mainFile));
        npyFiles.values().stream().filter(path -> !files.contains(path)).forEach(files::add);
        return files;
    }

    /** Whether there is an array of that name. */
    public boolean contains(String name) {
        return npzNames.contains(name) || npyFiles.containsKey(name);
    }

    /** The arrays' names. */
    public List<String> names() {
        List<String> names = new ArrayList<>(npzNames);
        names.addAll(npyFiles.keySet());
        return names;
    }

    /** Returns the name of an array for messages. */
    public String describe(String name) {
        return npyFiles.containsKey(name) ? npyFiles.get(name).toString() : mainFile + " [" + name + "]";
    }

    /**
     * Opens an array, reads it, and closes it.
     *
     * @throws BadInputException if there is no array of that name, or it cannot be read
     */
    public <T> T read(String name, Function<NpyReader, T> reading) {
        try {
            if (npyFiles.containsKey(name)) {
                try (NpyReader array = NpyReader.open(npyFiles.get(name))) {
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
