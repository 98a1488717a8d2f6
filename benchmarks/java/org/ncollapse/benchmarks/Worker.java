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
        DriverConnection conversation = new DriverConnection();
        switch (arguments[0]) {
            case "ours" -> {
                Backend.initialize(Device.CPU, THREADS);
                new NcollapseTraining(Path.of(arguments[1]), conversation).handle();
            }
            case "stock" -> {
                Backend.initialize(Device.CPU, THREADS);
                conversation.handleCommands(new Dl4jTraining(Path.of(arguments[1])));
            }
            case "statistics" -> {
                Backend.initialize(Device.CPU, THREADS);
                conversation.handleCommands(new FeaturePassBenchmark(
                        Integer.parseInt(arguments[1]),
                        Integer.parseInt(arguments[2]),
                        Integer.parseInt(arguments[3]),
                        Path.of(arguments[4])));
            }
            case "descent" ->
                conversation.handleCommands(new GradientDescentBenchmark(arguments[1], Path.of(arguments[2])));
            case "first-step" -> FirstTrainingStep.run();
            // Deeplearning4j as it comes: no thread count, no helpers.
            case "stock-as-it-comes" -> conversation.handleCommands(new Dl4jTraining(Path.of(arguments[1])));
            default -> throw new IllegalArgumentException("no such side: " + arguments[0]);
        }
    }
}
