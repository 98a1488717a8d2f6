package org.ncollapse.spec;

import java.util.regex.Pattern;

/** What a run may be called: its name is a folder's. */
final class RunName {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}(?<!\\.md)");

    private RunName() {
    }

    /** @throws InvalidValue where the name is missing or could leave its folder */
    static void check(String name) {
        InvalidValue.ifMissing("name", name, "the run's name");
        InvalidValue.unless(NAME.matcher(name).matches(), "name", name,
                "letters, digits, '.', '_' and '-', at most 64, not beginning with '.' or '-' nor ending in '.md'");
    }
}
