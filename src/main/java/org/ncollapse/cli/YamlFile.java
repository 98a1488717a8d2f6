package org.ncollapse.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ncollapse.io.BadInputException;

/** A YAML file that a command was given. */
final class YamlFile {

    private static final long LARGEST = 1 << 20;

    private YamlFile() {}

    /**
     * Its text.
     *
     * @param kind what the file should hold: "an experiment"
     * @param instead what to give where there is no such file: "experiments/mnist-mlp.yaml"
     * @throws BadInputException where it is no readable text of a sensible size
     */
    static String read(Path file, String kind, String instead) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + (Files.exists(file) ? ": not a file" : ": no such file") + "; give "
                    + kind + " file such as " + instead);
        }
        if (!Files.isReadable(file) || Files.size(file) > LARGEST) {
            throw new BadInputException(file + ": " + kind + " is a readable YAML file of some kilobytes; this one has "
                    + Files.size(file) + " bytes");
        }
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new BadInputException(file + ": not UTF-8 text; give " + kind + " file in YAML", e);
        }
    }
}
