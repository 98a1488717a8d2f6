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
final class Conversation {

    private final ObjectMapper mapper = new ObjectMapper();
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final PrintStream out = System.out;

    /** One line from the driver. */
    record Order(String command, int number) {}

    Conversation() {
        // What libraries print must not be taken for an answer.
        System.setOut(System.err);
    }

    /** The next order; null when the driver has hung up. */
    Order next() throws IOException {
        String line = in.readLine();
        if (line == null) {
            return null;
        }
        String[] words = line.trim().split(" ");
        return new Order(words[0], words.length > 1 ? Integer.parseInt(words[1]) : 1);
    }

    ObjectNode blank() {
        return mapper.createObjectNode();
    }

    void answer(ObjectNode answer) {
        out.println(answer);
        out.flush();
    }

    /** Follows orders until the driver hangs up. */
    void serve(Job job) throws IOException {
        for (Order order = next(); order != null; order = next()) {
            ObjectNode answer = blank();
            job.run(order.command(), order.number(), answer);
            answer(answer);
        }
    }
}
