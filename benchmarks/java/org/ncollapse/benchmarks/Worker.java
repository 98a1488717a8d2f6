package org.ncollapse.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.experiment.store.Software;
import org.ncollapse.network.Backend;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.cuda.GpuDescription;
import org.ncollapse.spec.ComputeSpec;
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
                Path folder = Path.of(arguments[1]);
                List<String> settings = List.of(arguments).subList(2, arguments.length);
                TrainingProblem problem = TrainingProblem.read(folder, settings);
                ComputeSpec compute = problem.experiment().compute();
                Backend.initialize(compute);
                Kernels kernels = Backend.createKernels(
                        compute, problem.experiment().network().kind(), System.err::println, stage -> {});
                new NcollapseTraining(folder, problem, kernels, driver).handle();
            }
            case "dl4j" -> {
                Backend.initialize(Device.CPU, THREADS);
                driver.handleCommands(new Dl4jTraining(Path.of(arguments[1])));
            }
            case "gpu-operations" -> {
                Backend.initialize(Device.CPU, Runtime.getRuntime().availableProcessors());
                driver.handleCommands(new GpuOperationChecks(Boolean.parseBoolean(arguments[1])));
            }
            case "gpu" -> {
                Backend.initialize(Device.CPU, THREADS);
                driver.handleCommands((command, number, answer) -> {
                    GpuDescription gpu = GpuDescription.open();
                    answer.put("gpu", gpu.gpu() + ", " + gpu.multiprocessors() + " multiprocessors");
                    answer.put("compiler", gpu.compiler());
                    answer.put("seconds", gpu.seconds());
                    Software software = Software.withoutNetwork();
                    answer.put("commit", software.commit() + (software.dirty() ? "-dirty" : ""));
                });
            }
            case "gpu-kernels" -> {
                Backend.initialize(Device.CPU, THREADS);
                driver.handleCommands(new GpuKernelTimes(Path.of(arguments[1])));
            }
            case "gpu-networks" -> {
                Backend.initialize(Device.CPU, Runtime.getRuntime().availableProcessors());
                driver.handleCommands(new GpuNetworkChecks(Boolean.parseBoolean(arguments[1])));
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
