package org.ncollapse.spec;

/**
 * Something a user gave cannot be used: an experiment file, a data file, an argument.
 * The message is one line that stands alone: what was read, where, what was expected, how to mend it.
 * The command line prints it as it is and ends with exit code 2.
 */
public final class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadInputException(String message) {
        super(message);
    }

    public BadInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
