package org.ncollapse.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Runs commands of the driver. The driver's files in {@code benchmarks/driver} name the commands. */
interface CommandHandler {

    /**
     * Runs one command.
     *
     * @param command the name of the command
     * @param number the command's argument; 1 without one
     * @param answer receives the results; times are in seconds
     */
    void handle(String command, int number, ObjectNode answer) throws IOException;

    /** The exception for an unknown command. */
    static IllegalArgumentException unknownCommand(String command) {
        return new IllegalArgumentException("unknown command: " + command);
    }
}
