package org.ncollapse.data.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ncollapse.io.BadInputException;

/** Everything that is wrong with an image folder, for one message. */
final class FolderProblems {

    private static final int LISTED = 10;

    private final Path root;
    private final List<String> listed = new ArrayList<>();
    private int count;

    FolderProblems(Path root) {
        this.root = root;
    }

    /** Adds a file or folder and what is wrong with it, beginning with a verb. */
    void add(Path path, String problem) {
        if (count++ < LISTED) {
            listed.add(root.relativize(path) + " " + problem);
        }
    }

    /** Adds a file that could not be read. */
    void add(Path file, IOException cause) {
        add(file, cause instanceof InvalidImageException ? cause.getMessage() : "cannot be read (" + cause + ")");
    }

    /**
     * Throws if there are problems.
     *
     * @throws BadInputException names the first ten problems, and the number of the others
     */
    void throwIfAny() {
        if (count > 0) {
            throw new BadInputException("image folder " + root + ": " + String.join("; ", listed)
                    + (count > LISTED ? "; and " + (count - LISTED) + " more problems" : ""));
        }
    }
}
