package org.ncollapse.spec;

import java.util.regex.Pattern;
import org.ncollapse.io.BadInputException;

/** Valid names of runs. A run's name is also the name of its folder. */
public final class RunName {

    static final int MAX_LENGTH = 64;
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0," + (MAX_LENGTH - 1) + "}(?<!\\.md)");
    private static final Pattern INVALID_CHARACTER = Pattern.compile("[^A-Za-z0-9_-]");

    private static final String EXPECTED = "letters, digits, '.', '_' and '-', at most " + MAX_LENGTH
            + ", not starting with '.' or '-' and not ending in '.md'";

    private RunName() {}

    /** @throws BadInputException if a name of the command line is not valid */
    public static void requireValid(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new BadInputException("invalid name '" + name + "'; expected " + EXPECTED);
        }
    }

    /** Returns a valid name that is similar to a text; "measured" if no character of it is valid. */
    public static String sanitize(String text) {
        String name = INVALID_CHARACTER.matcher(text).replaceAll("-").replaceAll("^-+", "");
        return name.isEmpty() ? "measured" : name.substring(0, Math.min(MAX_LENGTH, name.length()));
    }

    /** @throws InvalidValueException if the name is missing or not valid */
    static void requireValidKey(String name) {
        InvalidValueException.throwIfMissing("name", name, "the run's name");
        InvalidValueException.throwUnless(NAME.matcher(name).matches(), "name", name, EXPECTED);
    }
}
