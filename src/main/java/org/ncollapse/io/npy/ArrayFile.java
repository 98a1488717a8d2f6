package org.ncollapse.io.npy;

import java.io.Closeable;
import java.util.List;
import java.util.Optional;
import org.ncollapse.io.BadInputException;

/** Named arrays in one file. Opening the file reads its table of contents; each array is read when it is asked for. */
public interface ArrayFile extends Closeable {

    /** The arrays' names, in the file's order. */
    List<String> names();

    /**
     * Opens an array; the caller closes it.
     *
     * @param name one of {@link #names()}
     * @throws BadInputException if it cannot be read
     */
    NpyReader openArray(String name);

    /**
     * Returns a text that has a name in the file, as arrays have.
     *
     * @return empty if there is nothing of that name, or it is not a text
     */
    Optional<String> text(String name);

    /** Returns the name of an array for messages. */
    String describe(String name);

    /** The line of Python that saves features and their labels in this format, for messages. */
    String savingLine();
}
