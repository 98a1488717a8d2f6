package org.ncollapse.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ncollapse.io.BadInputException;
import org.ncollapse.ufm.DeepModel;
import org.ncollapse.ufm.ImbalancedModel;
import org.ncollapse.ufm.PlainCrossEntropyModel;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.UfmModel;
import picocli.CommandLine.Option;

/** The options that make an unconstrained features model. */
final class UfmOptions {

    /** A prediction holds K×K matrices; at this many classes they take some hundred megabytes. */
    private static final int MOST_CLASSES = 2000;

    private static final int MOST_LAYERS = 1000;
    private static final int DEPTH = 3;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME",
            converter = UfmModelName.Converter.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private UfmModelName kind;

    @Option(
            names = "--classes",
            paramLabel = "K",
            description = "How many; for imbalanced the list of --samples-per-class says it too.")
    private Integer classes;

    @Option(
            names = "--samples-per-class",
            required = true,
            split = ",",
            paramLabel = "n",
            description = "Samples of each class; for imbalanced n_1,n_2,...")
    private List<Integer> samplesPerClass;

    @Option(
            names = "--width",
            split = ",",
            paramLabel = "d",
            description =
                    "Of the features: one for all layers, or one for each from the head down (default: K, which is wide enough).")
    private List<Integer> widths;

    @Option(
            names = "--depth",
            paramLabel = "L",
            description = "Layers of weights, for deep-linear (default: as many as --lambda-w or --width gives, else "
                    + DEPTH + ").")
    private Integer depth;

    @Option(
            names = "--lambda-w",
            required = true,
            split = ",",
            paramLabel = "x",
            description = "Weight decay: one for all weights, or one for each layer from the head down.")
    private List<Double> lambdaW;

    @Option(names = "--lambda-h", required = true, paramLabel = "x", description = "Decay of the features.")
    private double lambdaH;

    @Option(
            names = "--lambda-b",
            paramLabel = "x",
            description =
                    "Decay of the head's bias, 0 for a free one, with plain and plain-cross-entropy (default: no bias).")
    private Double lambdaB;

    /** The model; BadInputException where there is none with these options. */
    UfmModel model() {
        try {
            return switch (kind) {
                case PLAIN -> new PlainMseModel(classes(), samplesPerClass(), width(), lambdaW(), lambdaH, lambdaB());
                case PLAIN_CROSS_ENTROPY ->
                    new PlainCrossEntropyModel(classes(), samplesPerClass(), width(), lambdaW(), lambdaH, lambdaB());
                case IMBALANCED ->
                    new ImbalancedModel(
                            each("--samples-per-class", samplesPerClass, classes()),
                            width(),
                            lambdaW(),
                            decayHWithoutBias());
                case EXTENDED_LINEAR, DEEP_LINEAR -> deep(false);
                case EXTENDED_RELU -> deep(true);
            };
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    private DeepModel deep(boolean relu) {
        int layers = layers();
        List<Double> decays = new ArrayList<>(each("--lambda-w", lambdaW, layers));
        decays.add(decayHWithoutBias());
        List<Integer> all = widths == null ? Collections.nCopies(layers, classes()) : each("--width", widths, layers);
        return new DeepModel(classes(), samplesPerClass(), all, decays, relu);
    }

    /** Layers of weights: what the name says, or --depth, or the longer list. */
    private int layers() {
        int listed = Math.max(lambdaW.size(), widths == null ? 1 : widths.size());
        if (kind == UfmModelName.DEEP_LINEAR && depth != null && (depth < 2 || depth > MOST_LAYERS)) {
            throw refused("--depth %d: give 2 to %d; with one layer of weights it is --model %s"
                    .formatted(depth, MOST_LAYERS, UfmModelName.PLAIN));
        }
        if (kind == UfmModelName.DEEP_LINEAR) {
            return depth != null ? depth : listed > 1 ? listed : DEPTH;
        }
        int fixed = kind == UfmModelName.EXTENDED_LINEAR || kind == UfmModelName.EXTENDED_RELU ? 2 : 1;
        if (depth != null && depth != fixed) {
            throw refused("--depth %d: this model has %d layer%s of weights; leave it out, or use --model %s"
                    .formatted(depth, fixed, fixed == 1 ? "" : "s", UfmModelName.DEEP_LINEAR));
        }
        return fixed;
    }

    private int classes() {
        Integer given = classes == null && kind == UfmModelName.IMBALANCED && samplesPerClass.size() > 1
                ? Integer.valueOf(samplesPerClass.size())
                : classes;
        if (given == null) {
            throw refused("--classes is missing; give the number of classes");
        }
        if (given > MOST_CLASSES) {
            throw refused("--classes %d: at most %d, whose matrices fit into memory".formatted(given, MOST_CLASSES));
        }
        return given;
    }

    private int samplesPerClass() {
        if (samplesPerClass.size() != 1) {
            throw refused("--samples-per-class has %d numbers; give one, which holds for every class, or use --model %s"
                    .formatted(samplesPerClass.size(), UfmModelName.IMBALANCED));
        }
        return samplesPerClass.get(0);
    }

    private int width() {
        return widths == null ? classes() : each("--width", widths, layers()).get(0);
    }

    private double lambdaW() {
        return each("--lambda-w", lambdaW, layers()).get(0);
    }

    private double lambdaB() {
        return lambdaB == null ? Double.POSITIVE_INFINITY : lambdaB;
    }

    private double decayHWithoutBias() {
        if (lambdaB != null) {
            throw refused("--lambda-b: this model has no bias; leave it out, or use --model " + UfmModelName.PLAIN);
        }
        return lambdaH;
    }

    /** One value for each; a single value stands for all. */
    private <T> List<T> each(String option, List<T> given, int count) {
        if (given.size() == 1) {
            return Collections.nCopies(Math.max(count, 0), given.get(0));
        }
        if (given.size() != count) {
            throw refused("%s has %d numbers; give one, or %d".formatted(option, given.size(), count));
        }
        return given;
    }

    private BadInputException refused(String reason) {
        return new BadInputException("ufm, --model " + kind + ": " + reason);
    }
}
