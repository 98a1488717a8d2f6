package org.ncollapse.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ncollapse.io.BadInputException;

/** Reads a YAML file that a user named. */
final class YamlFile {

    private static final long MAX_BYTES = 1 << 20;

    private YamlFile() {}

    /**
     * Returns the text of a file.
     *
     * @param kind what the file should hold: "an experiment"
     * @param example a file that exists: "experiments/mnist-mlp.yaml"
     * @throws BadInputException if it is not a readable text file of at most {@value #MAX_BYTES} bytes
     */
    static String read(Path file, String kind, String example) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + (Files.exists(file) ? ": not a file" : ": no such file") + "; give "
                    + kind + " file such as " + example);
        }
        if (!Files.isReadable(file) || Files.size(file) > MAX_BYTES) {
            throw new BadInputException(file + ": " + kind + " file must be readable and have at most " + MAX_BYTES
                    + " bytes; this one has " + Files.size(file) + " bytes");
        }
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new BadInputException(file + ": not UTF-8 text; give " + kind + " file in YAML", e);
        }
    }
}
