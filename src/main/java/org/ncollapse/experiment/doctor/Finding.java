package org.ncollapse.experiment.doctor;

/**
 * What one check came to.
 *
 * @param name what was looked at, in a word
 * @param state how it is
 * @param text what was found, in one line
 * @param remedy how to mend it; null where nothing is amiss
 */
public record Finding(String name, State state, String text, String remedy) {

    /** How something is. */
    public enum State {
        /** As it should be. */
        OK,
        /** Runs work, but not as they could. */
        WARNING,
        /** Some run would not work. */
        PROBLEM
    }

    static Finding ok(String name, String text) {
        return new Finding(name, State.OK, text, null);
    }

    static Finding warning(String name, String text, String remedy) {
        return new Finding(name, State.WARNING, text, remedy);
    }

    static Finding problem(String name, String text, String remedy) {
        return new Finding(name, State.PROBLEM, text, remedy);
    }
}
