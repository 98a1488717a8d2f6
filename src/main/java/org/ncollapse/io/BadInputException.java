package org.ncollapse.io;

import java.util.regex.Pattern;

/**
 * Something a user gave cannot be used: an experiment file, a data file, an argument. The message is one line that
 * stands alone: what was read, where, what was expected, how to mend it. The command line prints it as it is and ends
 * with exit code 2.
 */
public final class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is quoted in a message may hold anything: line breaks, and codes that a terminal would obey. */
    private static final Pattern NOT_PRINTED = Pattern.compile("(\\R|\\p{Cntrl})+");

    public BadInputException(String message) {
        this(message, null);
    }

    public BadInputException(String message, Throwable cause) {
        super(NOT_PRINTED.matcher(message).replaceAll(" "), cause);
    }
}
