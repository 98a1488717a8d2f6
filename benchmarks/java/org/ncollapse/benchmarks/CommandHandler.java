package org.ncollapse.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** What a worker can be told to do. */
interface CommandHandler {

    /**
     * Does one thing.
     *
     * @param command its name
     * @param number how often or how large, where the command takes a number; else 1
     * @param into takes the answer, times in seconds
     */
    void handle(String command, int number, ObjectNode into) throws IOException;

    /** The refusal of a command that a job does not know. */
    static IllegalArgumentException unknownCommand(String command) {
        return new IllegalArgumentException("no such command: " + command);
    }
}
