package org.ncollapse.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.ncollapse.metrics.HeadInputs;
import org.ncollapse.metrics.LayerMeasurement;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureBuffer;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;
import org.ncollapse.stats.HeadEvaluator;
import org.ncollapse.stats.SampleMetrics;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Deeplearning4j's side: its own layers, {@code ComputationGraph.fit} batch by batch with its updater and penalty, and
 * its {@code output} for features. Nesterov's momentum replaces plain momentum, which Deeplearning4j does not have; the
 * amount of work is the same. It has no metrics, so they are computed with ncollapse's classes.
 */
final class Dl4jTraining implements CommandHandler {

    private static final long FEATURE_BUFFER_BYTES = 1L << 28;

    private final Path folder;
    private final TrainingProblem problem;
    private final ComputationGraph graph;
    private final String penultimate;
    private final TrainingBatches batches;
    private final float[] images;
    private final int[] labels;
    private int nextBatch;
    private int epoch;

    Dl4jTraining(Path folder) throws IOException {
        this.folder = folder;
        problem = TrainingProblem.read(folder, List.of());
        ComputationGraph saved = ModelSerializer.restoreComputationGraph(
                folder.resolve("network.zip").toFile(), false);
        ComputationGraphConfiguration configuration = saved.getConfiguration();
        List<Regularization> penalty = List.of(new L2Regularization(
                problem.experiment().objective().weightDecay().weights()));
        for (GraphVertex vertex : configuration.getVertices().values()) {
            if (vertex instanceof LayerVertex layer && layer.getLayerConf().getLayer() instanceof BaseLayer baseLayer) {
                baseLayer.setIUpdater(new Nesterovs(
                        problem.learningRate(), problem.experiment().optimizer().momentum()));
                baseLayer.setRegularization(penalty);
                baseLayer.setRegularizationBias(penalty);
            }
        }
        graph = new ComputationGraph(configuration);
        graph.init(saved.params().dup(), false);
        penultimate = configuration.getVertexInputs().get("head").get(0);
        batches = TrainingBatches.sequential(problem.dataset().train(), problem.standardizer(), problem.batchSize());
        images = new float[problem.batchSize() * problem.dataset().shape().size()];
        labels = new int[problem.batchSize()];
    }

    @Override
    public void handle(String command, int number, ObjectNode answer) throws IOException {
        Stopwatch watch = new Stopwatch();
        switch (command) {
            case "check" -> {
                answer.put("parameters", trainedParameters());
                double penalty = graph.calcRegularizationScore(false);
                fit(batches, 0);
                answer.putArray("losses").add(graph.score() - penalty);
            }
            case "steps" -> {
                for (int i = 0; i < number; i++) {
                    fit(batches, nextBatch++ % batches.count());
                }
                answer.put("seconds", watch.seconds() / number);
            }
            case "epoch" -> {
                TrainingBatches shuffled = TrainingBatches.shuffled(
                        problem.dataset().train(),
                        problem.standardizer(),
                        problem.batchSize(),
                        problem.experiment().seed(),
                        ++epoch);
                for (int batch = 0; batch < shuffled.count(); batch++) {
                    fit(shuffled, batch);
                }
                answer.put("training", watch.seconds());
                measure();
                answer.put("seconds", watch.seconds());
            }
            default -> throw CommandHandler.unknownCommand(command);
        }
    }

    private void fit(TrainingBatches from, int batch) {
        int rows = from.fill(batch, images, labels);
        INDArray targets = Nd4j.create(rows, problem.dataset().classes().size());
        for (int row = 0; row < rows; row++) {
            targets.putScalar(row, labels[row], 1);
        }
        graph.fit(new DataSet(input(rows), targets));
    }

    private INDArray input(int rows) {
        boolean flat = problem.experiment().network() instanceof NetworkSpec.Mlp;
        INDArray all = Nd4j.createFromArray(images);
        int size = problem.dataset().shape().size();
        INDArray used =
                all.length() == (long) rows * size ? all : all.get(NDArrayIndex.interval(0, (long) rows * size));
        return flat
                ? used.reshape(rows, size)
                : used.reshape(
                        rows,
                        problem.dataset().shape().channels(),
                        problem.dataset().shape().height(),
                        problem.dataset().shape().width());
    }

    private void measure() {
        INDArray weights = graph.getLayer("head").getParam("W");
        int classes = (int) weights.size(1);
        int width = (int) weights.size(0);
        Head head = new Head(classes, width, weights.transpose().dup('c').data().asDouble(), null);
        try (ClassMoments moments = new ClassMoments(classes, width);
                HeadEvaluator scores = new HeadEvaluator(head);
                FeatureBuffer buffer = new FeatureBuffer(width, FEATURE_BUFFER_BYTES, folder)) {
            for (int batch = 0; batch < batches.count(); batch++) {
                int rows = batches.fill(batch, images, labels);
                INDArray output = graph.output(List.of(penultimate), false, new INDArray[] {input(rows)}, null)[0];
                float[] features = output.dup('c').data().asFloat();
                moments.accept(features, labels, rows);
                scores.accept(features, labels, rows);
                buffer.accept(features, labels, rows);
            }
            FeatureStatistics statistics = moments.statistics();
            HeadInputs headInputs = HeadInputs.mse(
                    scores,
                    SampleMetrics.of(buffer, scores, statistics, statistics),
                    scores.mseLoss() + graph.calcRegularizationScore(false),
                    problem.experiment().objective().weightDecay().head());
            LayerMeasurement.of(statistics, headInputs, null, problem.learningRate(), false);
        }
    }

    /** The number of trained parameters: all but the running statistics of batch normalization. */
    private long trainedParameters() {
        return graph.paramTable().entrySet().stream()
                .filter(entry ->
                        !entry.getKey().endsWith("_mean") && !entry.getKey().endsWith("_var"))
                .mapToLong(entry -> entry.getValue().length())
                .sum();
    }
}
