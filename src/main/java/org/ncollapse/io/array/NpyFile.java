package org.ncollapse.io.array;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ncollapse.io.npy.ArrayFile;
import org.ncollapse.io.npy.NpyReader;

/**
 * A file of numpy with one array.
 *
 * @param name the name that the array gets, because the file has none
 */
record NpyFile(Path file, String name) implements ArrayFile {

    @Override
    public List<String> names() {
        return List.of(name);
    }

    @Override
    public NpyReader openArray(String array) {
        return NpyReader.open(file);
    }

    @Override
    public Optional<String> text(String array) {
        return Optional.empty();
    }

    @Override
    public String describe(String array) {
        return file.toString();
    }

    @Override
    public String savingLine() {
        return "numpy.savez(file, features=..., labels=...)";
    }

    @Override
    public void close() {}
}
