package org.ncollapse.io.array;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ncollapse.io.BadInputException;
import org.ncollapse.io.npy.ArrayFile;
import org.ncollapse.io.npy.NpyReader;

/** Named arrays that another program saved: in one file, in files of one array each, or both. */
public final class NamedArrays {

    private final Path mainFile;
    private final String savingLine;
    private final Map<String, Place> places;

    private NamedArrays(Path mainFile, String savingLine, Map<String, Place> places) {
        this.mainFile = mainFile;
        this.savingLine = savingLine;
        this.places = places;
    }

    /**
     * Where an array is.
     *
     * @param name its name in the file
     * @param description its name for messages
     */
    private record Place(Path file, String name, String description) {}

    /**
     * Returns the arrays of one file of numpy, PyTorch or safetensors. Its content decides on the format, not its name.
     *
     * @param single the name of the array if the file has one without a name, as {@code .npy} has
     * @throws BadInputException if the file is of another format
     */
    public static NamedArrays of(Path file, String single) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + (Files.exists(file) ? ": not a file" : ": no such file")
                    + "; give a file that numpy.savez, numpy.save, torch.save or safetensors wrote");
        }
        try (ArrayFile arrays = ArrayFiles.open(file, single)) {
            Map<String, Place> places = new LinkedHashMap<>();
            arrays.names().forEach(name -> places.put(name, new Place(file, name, arrays.describe(name))));
            return new NamedArrays(file, arrays.savingLine(), places);
        } catch (IOException e) {
            throw new BadInputException(file + " cannot be read: " + e, e);
        }
    }

    /**
     * Returns these arrays with one more.
     *
     * @param file a file with one array, whatever its name there; null to add none
     * @throws BadInputException if there is an array of that name already, or the file has several
     */
    public NamedArrays with(String name, Path file) {
        if (file == null) {
            return this;
        }
        if (contains(name)) {
            throw new BadInputException(
                    file + ": " + mainFile + " has an array '" + name + "' already; leave one of them out");
        }
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + (Files.exists(file) ? ": not a file" : ": no such file")
                    + "; give the file that numpy.save wrote for '" + name + "'");
        }
        NamedArrays added = of(file, name);
        if (added.places.size() != 1) {
            throw new BadInputException(file + " has " + added.places.size() + " arrays; expected the one for '" + name
                    + "', as numpy.save and torch.save write it");
        }
        Map<String, Place> extended = new LinkedHashMap<>(places);
        extended.put(name, added.places.values().iterator().next());
        return new NamedArrays(mainFile, savingLine, extended);
    }

    /** The file given to {@code of}. */
    public Path mainFile() {
        return mainFile;
    }

    /** The line of Python that saves features and their labels in the format of the main file, for messages. */
    public String savingLine() {
        return savingLine;
    }

    /** All files. */
    public List<Path> files() {
        return Stream.concat(Stream.of(mainFile), places.values().stream().map(Place::file))
                .distinct()
                .toList();
    }

    /** Whether there is an array of that name. */
    public boolean contains(String name) {
        return places.containsKey(name);
    }

    /** The arrays' names. */
    public List<String> names() {
        return List.copyOf(places.keySet());
    }

    /** Returns the name of an array for messages. */
    public String describe(String name) {
        return places.get(name).description();
    }

    /**
     * Returns a text of the main file.
     *
     * @return empty if there is nothing of that name, or it is not a text
     */
    public Optional<String> text(String name) {
        try (ArrayFile arrays = ArrayFiles.open(mainFile, "")) {
            return arrays.text(name);
        } catch (IOException e) {
            throw new BadInputException(mainFile + " cannot be read: " + e, e);
        }
    }

    /**
     * Opens an array, reads it, and closes it.
     *
     * @throws BadInputException if there is no array of that name, or it cannot be read
     */
    public <T> T read(String name, Function<NpyReader, T> reading) {
        Place place = places.getOrDefault(name, new Place(mainFile, name, mainFile + " [" + name + "]"));
        try (ArrayFile arrays = ArrayFiles.open(place.file(), place.name())) {
            if (!arrays.names().contains(place.name())) {
                throw new BadInputException(
                        place.file() + " has no array '" + name + "'; it has " + String.join(", ", arrays.names()));
            }
            try (NpyReader array = arrays.openArray(place.name())) {
                return reading.apply(array);
            }
        } catch (IOException e) {
            throw new BadInputException(place.description() + " cannot be read: " + e, e);
        }
    }
}
