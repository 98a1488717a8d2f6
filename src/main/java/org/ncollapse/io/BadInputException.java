package org.ncollapse.io;

import java.util.regex.Pattern;

/**
 * Thrown for invalid user input: an experiment file, a data file, an argument. The message is one line that needs no
 * context: what was read, where, what was expected, how to fix it. The command line prints it and exits with code 2.
 */
public final class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Line breaks and terminal control codes, which quoted input may contain. */
    private static final Pattern UNPRINTABLE = Pattern.compile("(\\R|\\p{Cntrl})+");

    public BadInputException(String message) {
        this(message, null);
    }

    public BadInputException(String message, Throwable cause) {
        super(UNPRINTABLE.matcher(message).replaceAll(" "), cause);
    }
}
