package org.ncollapse.spec;

import java.util.regex.Pattern;
import org.ncollapse.io.BadInputException;

/** What a run may be called: its name is a folder's. */
public final class RunName {

    static final int MAX_LENGTH = 64;
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0," + (MAX_LENGTH - 1) + "}(?<!\\.md)");
    private static final Pattern NOT_PLAIN = Pattern.compile("[^A-Za-z0-9_-]");

    private static final String EXPECTED = "letters, digits, '.', '_' and '-', at most " + MAX_LENGTH
            + ", not beginning with '.' or '-' nor ending in '.md'";

    private RunName() {}

    /** @throws BadInputException where a name given on the command line could be no run's */
    public static void requireValid(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new BadInputException("'" + name + "' cannot be a run's name: expected " + EXPECTED);
        }
    }

    /** A name that a run can have, as near as may be to a text; "measured" where nothing of it can stay. */
    public static String sanitize(String text) {
        String near = NOT_PLAIN.matcher(text).replaceAll("-").replaceAll("^-+", "");
        return near.isEmpty() ? "measured" : near.substring(0, Math.min(MAX_LENGTH, near.length()));
    }

    /** @throws InvalidValueException where the name is missing or could leave its folder */
    static void requireValidKey(String name) {
        InvalidValueException.throwIfMissing("name", name, "the run's name");
        InvalidValueException.throwUnless(NAME.matcher(name).matches(), "name", name, EXPECTED);
    }
}
