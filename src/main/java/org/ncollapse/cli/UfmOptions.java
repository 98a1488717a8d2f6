package org.ncollapse.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.ufm.DeepModel;
import org.ncollapse.ufm.ImbalancedModel;
import org.ncollapse.ufm.PlainCrossEntropyModel;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.UfmModel;
import picocli.CommandLine.Option;

/** The options that define an unconstrained features model. */
final class UfmOptions {

    /** A prediction has K×K matrices; with this many classes they take some hundred megabytes. */
    private static final int MAX_CLASSES = 2000;

    private static final int MAX_LAYERS = 1000;
    private static final int DEFAULT_DEPTH = 3;

    @Option(names = "--model", required = true, paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
    private UfmModelName modelName;

    @Option(
            names = "--classes",
            paramLabel = "K",
            description = "Number of classes; may be left out for imbalanced with a list of --samples-per-class.")
    private Integer classes;

    @Option(
            names = "--samples-per-class",
            required = true,
            split = ",",
            paramLabel = "n",
            description = "Samples of each class; for imbalanced n_1,n_2,...")
    private List<Integer> samplesPerClass;

    @Option(
            names = "--widths",
            split = ",",
            paramLabel = "d",
            description = "Widths of the features: one for all layers, or one for each from the head to the features "
                    + "(default: K, which is wide enough).")
    private List<Integer> widths;

    @Option(
            names = "--depth",
            paramLabel = "L",
            description =
                    "Number of weight layers, for deep-linear (default: as many as --lambda-w or --widths has, else "
                            + DEFAULT_DEPTH + ").")
    private Integer depth;

    @Option(
            names = "--lambda-w",
            required = true,
            split = ",",
            paramLabel = "LAMBDA",
            description = "Penalties of the weights: one for all, or one for each layer from the head to the features.")
    private List<Double> lambdaW;

    @Option(names = "--lambda-h", required = true, paramLabel = "LAMBDA", description = "Penalty of the features.")
    private double lambdaH;

    @Option(
            names = "--lambda-b",
            paramLabel = "LAMBDA",
            description = "Penalty of the head's bias, 0 for a bias without penalty; only plain and "
                    + "plain-cross-entropy (default: no bias).")
    private Double lambdaB;

    /** @throws BadInputException if the options define no model */
    UfmModel model() {
        try {
            return switch (modelName) {
                case PLAIN -> new PlainMseModel(classes(), samplesPerClass(), width(), lambdaW(), lambdaH, lambdaB());
                case PLAIN_CROSS_ENTROPY ->
                    new PlainCrossEntropyModel(classes(), samplesPerClass(), width(), lambdaW(), lambdaH, lambdaB());
                case IMBALANCED ->
                    new ImbalancedModel(
                            repeatOrCheckCount("--samples-per-class", samplesPerClass, classes()),
                            width(),
                            lambdaW(),
                            lambdaHWithoutBias());
                case EXTENDED_LINEAR, DEEP_LINEAR -> deep(false);
                case EXTENDED_RELU -> deep(true);
            };
        } catch (IllegalArgumentException e) {
            throw rejected(e.getMessage());
        }
    }

    private DeepModel deep(boolean relu) {
        int layers = layers();
        List<Double> lambdas = new ArrayList<>(repeatOrCheckCount("--lambda-w", lambdaW, layers));
        lambdas.add(lambdaHWithoutBias());
        List<Integer> layerWidths = widths == null
                ? Collections.nCopies(layers, classes())
                : repeatOrCheckCount("--widths", widths, layers);
        return new DeepModel(classes(), samplesPerClass(), layerWidths, lambdas, relu);
    }

    /** Returns the number of weight layers: fixed by the model, or --depth, or the length of the longer list. */
    private int layers() {
        int listed = Math.max(lambdaW.size(), widths == null ? 1 : widths.size());
        if (modelName == UfmModelName.DEEP_LINEAR && depth != null && (depth < 2 || depth > MAX_LAYERS)) {
            throw rejected("--depth %d: expected 2 to %d; for one layer of weights use --model %s"
                    .formatted(depth, MAX_LAYERS, UfmModelName.PLAIN));
        }
        if (modelName == UfmModelName.DEEP_LINEAR) {
            return depth != null ? depth : listed > 1 ? listed : DEFAULT_DEPTH;
        }
        int fixed = modelName == UfmModelName.EXTENDED_LINEAR || modelName == UfmModelName.EXTENDED_RELU ? 2 : 1;
        if (depth != null && depth != fixed) {
            throw rejected("--depth %d: this model has %d layer%s of weights; leave the option out, or use --model %s"
                    .formatted(depth, fixed, fixed == 1 ? "" : "s", UfmModelName.DEEP_LINEAR));
        }
        return fixed;
    }

    private int classes() {
        Integer given = classes == null && modelName == UfmModelName.IMBALANCED && samplesPerClass.size() > 1
                ? Integer.valueOf(samplesPerClass.size())
                : classes;
        if (given == null) {
            throw rejected("--classes is missing; give the number of classes");
        }
        if (given > MAX_CLASSES) {
            throw rejected("--classes %d: expected at most %d, so that the matrices fit into memory"
                    .formatted(given, MAX_CLASSES));
        }
        return given;
    }

    private int samplesPerClass() {
        if (samplesPerClass.size() != 1) {
            throw rejected("--samples-per-class has %d numbers; give one for all classes, or use --model %s"
                    .formatted(samplesPerClass.size(), UfmModelName.IMBALANCED));
        }
        return samplesPerClass.get(0);
    }

    private int width() {
        return widths == null
                ? classes()
                : repeatOrCheckCount("--widths", widths, layers()).get(0);
    }

    private double lambdaW() {
        return repeatOrCheckCount("--lambda-w", lambdaW, layers()).get(0);
    }

    private OptionalDouble lambdaB() {
        return lambdaB == null ? OptionalDouble.empty() : OptionalDouble.of(lambdaB);
    }

    private double lambdaHWithoutBias() {
        if (lambdaB != null) {
            throw rejected(
                    "--lambda-b: this model has no bias; leave the option out, or use --model " + UfmModelName.PLAIN);
        }
        return lambdaH;
    }

    /** Returns one value for each layer or class; a single value is repeated. */
    private <T> List<T> repeatOrCheckCount(String option, List<T> values, int count) {
        if (values.size() == 1) {
            return Collections.nCopies(Math.max(count, 0), values.get(0));
        }
        if (values.size() != count) {
            throw rejected("%s has %d numbers; give one, or %d".formatted(option, values.size(), count));
        }
        return values;
    }

    private BadInputException rejected(String reason) {
        return new BadInputException("ufm, --model " + modelName + ": " + reason);
    }
}
