package org.ncollapse.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.io.npy.NpzWriter;
import org.ncollapse.ufm.DeepModel;
import org.ncollapse.ufm.GradientDescent;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmState;

/**
 * Gradient descent on an unconstrained features model with K=4, d=20, n=50, every λ = 0.005 and step size 0.1, as in
 * Tirer &amp; Bruna (2022).
 */
final class GradientDescentBenchmark implements CommandHandler {

    private static final int CLASSES = 4;
    private static final int SAMPLES_PER_CLASS = 50;
    private static final int WIDTH = 20;
    private static final double LAMBDA = 0.005;
    private static final double STEP_SIZE = 0.1;
    private static final double STD = 0.5;
    private static final long SEED = 2;

    private final UfmModel model;
    private final Path folder;
    private final UfmState start;

    GradientDescentBenchmark(String name, Path folder) {
        this.folder = folder;
        model = switch (name) {
            case "plain" -> new PlainMseModel(CLASSES, SAMPLES_PER_CLASS, WIDTH, LAMBDA, LAMBDA);
            case "extended-linear", "extended-relu" ->
                new DeepModel(
                        CLASSES,
                        SAMPLES_PER_CLASS,
                        List.of(WIDTH, WIDTH),
                        Collections.nCopies(3, LAMBDA),
                        name.equals("extended-relu"));
            default -> throw new IllegalArgumentException("unknown model: " + name);
        };
        start = UfmState.gaussian(model, STD, SEED);
    }

    @Override
    public void handle(String command, int number, ObjectNode answer) throws IOException {
        switch (command) {
            case "export" -> {
                try (NpzWriter npz = new NpzWriter(folder.resolve("zero-error.npz"))) {
                    for (int i = 0; i < start.weights().size(); i++) {
                        write(
                                npz,
                                "W" + (start.weights().size() - i),
                                start.weights().get(i));
                    }
                    write(npz, "H", start.features());
                    npz.commit();
                }
            }
            case "iterate" -> {
                GradientDescent descent = new GradientDescent(model, start, STEP_SIZE);
                Stopwatch watch = new Stopwatch();
                descent.step(number);
                answer.put("seconds", watch.seconds());
                answer.put("objective", descent.currentObjective());
            }
            default -> throw CommandHandler.unknownCommand(command);
        }
    }

    private static void write(NpzWriter npz, String name, DMatrixRMaj matrix) throws IOException {
        npz.write(name, matrix.data, matrix.numRows, matrix.numCols);
    }
}
