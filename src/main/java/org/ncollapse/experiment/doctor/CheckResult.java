package org.ncollapse.experiment.doctor;

/**
 * What one check came to.
 *
 * @param name what was looked at, in a word
 * @param state how it is
 * @param text what was found, in one line
 * @param fix how to mend it; null where nothing is amiss
 */
public record CheckResult(String name, State state, String text, String fix) {

    /** How something is. */
    public enum State {
        /** As it should be. */
        OK,
        /** Runs work, but not as they could. */
        WARNING,
        /** Some run would not work. */
        PROBLEM
    }

    static CheckResult ok(String name, String text) {
        return new CheckResult(name, State.OK, text, null);
    }

    static CheckResult warning(String name, String text, String remedy) {
        return new CheckResult(name, State.WARNING, text, remedy);
    }

    static CheckResult problem(String name, String text, String remedy) {
        return new CheckResult(name, State.PROBLEM, text, remedy);
    }
}
