package org.ncollapse.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The talk with the driver: a command and perhaps a number a line in, a JSON object a line out. Between commands the
 * process sleeps, so that only one worker works at a time.
 */
final class DriverConnection {

    private final ObjectMapper mapper = new ObjectMapper();
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final PrintStream out = System.out;

    /** One line from the driver. */
    record Command(String command, int number) {}

    DriverConnection() {
        // What libraries print must not be taken for an answer.
        System.setOut(System.err);
    }

    /** The next order; null when the driver has hung up. */
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

    /** Follows orders until the driver hangs up. */
    void handleCommands(CommandHandler job) throws IOException {
        for (Command order = nextCommand(); order != null; order = nextCommand()) {
            ObjectNode answer = newAnswer();
            job.handle(order.command(), order.number(), answer);
            send(answer);
        }
    }
}
