package org.ncollapse.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.ncollapse.network.Backend;
import org.ncollapse.spec.Device;

/** A process that the driver tells what to do. The first argument says which side it is. */
public final class Worker {

    /** What the driver gives each side. */
    static final int THREADS = 2;

    private Worker() {}

    /** Serves until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        Conversation conversation = new Conversation();
        switch (arguments[0]) {
            case "ours" -> {
                Backend.use(Device.CPU, THREADS);
                new OurTraining(Path.of(arguments[1]), conversation).run();
            }
            case "stock" -> {
                Backend.use(Device.CPU, THREADS);
                conversation.serve(new StockTraining(Path.of(arguments[1])));
            }
            case "statistics" -> {
                Backend.use(Device.CPU, THREADS);
                conversation.serve(new Statistics(
                        Integer.parseInt(arguments[1]),
                        Integer.parseInt(arguments[2]),
                        Integer.parseInt(arguments[3]),
                        Path.of(arguments[4])));
            }
            case "descent" -> conversation.serve(new Descents(arguments[1], Path.of(arguments[2])));
            case "first-step" -> FirstStep.take();
            // Deeplearning4j as it comes: no thread count, no helpers.
            case "stock-as-it-comes" -> conversation.serve(new StockTraining(Path.of(arguments[1])));
            default -> throw new IllegalArgumentException("no such side: " + arguments[0]);
        }
    }
}
