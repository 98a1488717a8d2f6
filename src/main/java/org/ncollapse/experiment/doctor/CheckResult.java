package org.ncollapse.experiment.doctor;

/**
 * The result of one check.
 *
 * @param name what was checked, in a few words
 * @param state the state
 * @param text what was found, in one line
 * @param fix how to fix it; null if nothing is wrong
 */
public record CheckResult(String name, State state, String text, String fix) {

    /** The state of what was checked. */
    public enum State {
        /** Nothing is wrong. */
        OK,
        /** Runs work, but slower or with other data than they could. */
        WARNING,
        /** A run would fail. */
        PROBLEM
    }

    static CheckResult ok(String name, String text) {
        return new CheckResult(name, State.OK, text, null);
    }

    static CheckResult warning(String name, String text, String fix) {
        return new CheckResult(name, State.WARNING, text, fix);
    }

    static CheckResult problem(String name, String text, String fix) {
        return new CheckResult(name, State.PROBLEM, text, fix);
    }
}
