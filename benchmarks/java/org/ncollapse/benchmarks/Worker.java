package org.ncollapse.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.ncollapse.network.Backend;
import org.ncollapse.spec.Device;

/**
 * A worker process: runs commands of the driver ({@code benchmarks/driver}). The first argument selects what it
 * measures.
 */
public final class Worker {

    /** Threads of each side. */
    static final int THREADS = 2;

    private Worker() {}

    /** Runs commands until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        DriverConnection driver = new DriverConnection();
        switch (arguments[0]) {
            case "ncollapse" -> {
                Backend.initialize(Device.CPU, THREADS);
                new NcollapseTraining(Path.of(arguments[1]), driver).handle();
            }
            case "dl4j" -> {
                Backend.initialize(Device.CPU, THREADS);
                driver.handleCommands(new Dl4jTraining(Path.of(arguments[1])));
            }
            case "statistics" -> {
                Backend.initialize(Device.CPU, THREADS);
                driver.handleCommands(new FeaturePassBenchmark(
                        Integer.parseInt(arguments[1]),
                        Integer.parseInt(arguments[2]),
                        Integer.parseInt(arguments[3]),
                        Path.of(arguments[4])));
            }
            case "gradient-descent" ->
                driver.handleCommands(new GradientDescentBenchmark(arguments[1], Path.of(arguments[2])));
            case "first-step" -> FirstTrainingStep.run();
            // Deeplearning4j with its defaults: no thread limit, no helpers.
            case "dl4j-default" -> driver.handleCommands(new Dl4jTraining(Path.of(arguments[1])));
            default -> throw new IllegalArgumentException("unknown worker: " + arguments[0]);
        }
    }
}
