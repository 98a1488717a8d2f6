package org.ncollapse.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The connection to the driver: reads one command per line, a name and an optional number, and writes one JSON object
 * per line. The process sleeps between commands, so that only one worker works at a time.
 */
final class DriverConnection {

    private final ObjectMapper mapper = new ObjectMapper();
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final PrintStream out = System.out;

    /** One line from the driver. */
    record Command(String name, int number) {}

    DriverConnection() {
        // Output of libraries must not be read as an answer.
        System.setOut(System.err);
    }

    /** The next command; null after the end of standard input. */
    Command nextCommand() throws IOException {
        String line = in.readLine();
        if (line == null) {
            return null;
        }
        String[] words = line.trim().split(" ");
        return new Command(words[0], words.length > 1 ? Integer.parseInt(words[1]) : 1);
    }

    ObjectNode newAnswer() {
        return mapper.createObjectNode();
    }

    void send(ObjectNode answer) {
        out.println(answer);
        out.flush();
    }

    /** Runs commands until the end of standard input. */
    void handleCommands(CommandHandler handler) throws IOException {
        for (Command command = nextCommand(); command != null; command = nextCommand()) {
            ObjectNode answer = newAnswer();
            handler.handle(command.name(), command.number(), answer);
            send(answer);
        }
    }
}
