package org.ncollapse.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The limit of open files of this process. Java keeps every jar open, and if one cannot be opened, its classes seem not
 * to exist. So the limit is checked before the first class of a library is used.
 */
final class OpenFileLimit {

    /** A run has at most 107 open files, most of them jars; {@code watch} needs one more for each connection. */
    private static final int REQUIRED = 128;

    private static final Pattern LIMIT = Pattern.compile("(?m)^Max open files\\s+(\\d+)");

    private OpenFileLimit() {}

    /** Returns why the limit is too low; empty if it is high enough, or unknown: only Linux has the file. */
    static Optional<String> problem() {
        String limits;
        try {
            limits = Files.readString(Path.of("/proc/self/limits"));
        } catch (IOException e) {
            return Optional.empty();
        }
        Matcher limit = LIMIT.matcher(limits);
        return limit.find() && limit.group(1).length() < 10 && Integer.parseInt(limit.group(1)) < REQUIRED
                ? Optional.of("the limit of open files is " + limit.group(1) + ", at least " + REQUIRED
                        + " are necessary; raise it: ulimit -n 4096")
                : Optional.empty();
    }
}
