package org.ncollapse.cli;

/** The exit codes of all commands. A process that a signal ends has the signal's code, 128 plus its number. */
final class ExitCode {

    /** The command did what it was asked to do. */
    static final int DONE = 0;

    /** The command failed, or found what it looks for: a failed check, a modified file. */
    static final int FAILED = 1;

    /** The input cannot be used; no result was written. */
    static final int BAD_INPUT = 2;

    /** That of a process that SIGTERM ends. */
    static final int TERMINATED = 143;

    private ExitCode() {}
}
