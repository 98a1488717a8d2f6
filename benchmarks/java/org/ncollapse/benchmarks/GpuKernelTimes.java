package org.ncollapse.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.ncollapse.network.Network;
import org.ncollapse.network.kernel.TrainingLoop;
import org.ncollapse.network.kernel.cuda.KernelTimes;
import org.ncollapse.network.kernel.cuda.driver.LaunchRecorder;
import org.ncollapse.training.Objective;

/** Times of the kernels of training steps and of the tiles of their products. The commands' number is a precision's. */
final class GpuKernelTimes implements CommandHandler {

    /** The most arguments of a kernel. */
    private static final int ARGUMENTS = 24;

    private final TrainingProblem problem;
    private final KernelTimes times;
    private List<KernelTimes.KernelTime> lastStep = List.of();

    GpuKernelTimes(Path folder) throws IOException {
        problem = TrainingProblem.read(folder, List.of());
        times = new KernelTimes();
    }

    @Override
    public void handle(String command, int number, ObjectNode answer) {
        switch (command) {
            case "precisions" -> {
                times.precisions().forEach(answer.putArray("precisions")::add);
                answer.put("float32", times.float32());
            }
            case "step" -> {
                lastStep = timeStep(times.precisions().get(number));
                write(lastStep, answer);
            }
            // The tiles for the products of the last step.
            case "tiles" -> write(times.tiles(lastStep, times.precisions().get(number)), answer);
            default -> throw CommandHandler.unknownCommand(command);
        }
    }

    private List<KernelTimes.KernelTime> timeStep(String precision) {
        Network network = problem.network(times.kernels(precision));
        TrainingLoop loop = network.trainingLoop(
                problem.images(),
                problem.batchSize(),
                network.optimizerStep(
                        Objective.of(problem.experiment().objective())::lambda,
                        problem.experiment().optimizer(),
                        1),
                problem.experiment().objective().featureDecay());
        return times.step(loop, () -> problem.startEpoch(loop, 0), problem.steps());
    }

    private static void write(List<KernelTimes.KernelTime> measured, ObjectNode answer) {
        ArrayNode array = answer.putArray("kernels");
        for (KernelTimes.KernelTime time : measured) {
            LaunchRecorder.Launch launch = time.launch();
            ObjectNode node = array.addObject();
            node.put("kernel", launch.kernel());
            node.put("seconds", time.seconds());
            ArrayNode shape = node.putArray("shape");
            for (int extent : launch.shape()) {
                shape.add(extent);
            }
            ArrayNode arguments = node.putArray("arguments");
            for (int i = 0; i < ARGUMENTS; i++) {
                arguments.add(launch.address(i));
            }
        }
    }
}
