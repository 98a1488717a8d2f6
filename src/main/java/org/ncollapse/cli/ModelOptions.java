package org.ncollapse.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ncollapse.spec.BadInputException;
import org.ncollapse.ufm.Deep;
import org.ncollapse.ufm.Imbalanced;
import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.PlainCrossEntropy;
import org.ncollapse.ufm.PlainMse;
import picocli.CommandLine.Option;

/** The options that make an unconstrained features model. */
final class ModelOptions {

    /** A prediction holds K×K matrices; at this many classes they take some hundred megabytes. */
    private static final int MOST_CLASSES = 2000;

    private static final int MOST_LAYERS = 1000;
    private static final int DEPTH = 3;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME",
            converter = ModelKind.Converter.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private ModelKind kind;

    @Option(
            names = "--classes",
            paramLabel = "K",
            description = "How many; for imbalanced the list of --per-class says it too.")
    private Integer classes;

    @Option(
            names = "--per-class",
            required = true,
            split = ",",
            paramLabel = "n",
            description = "Samples of each class; for imbalanced n_1,n_2,...")
    private List<Integer> perClass;

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
            description = "Layers of weights, for deep-linear (default: as many as --decay-w or --width gives, else "
                    + DEPTH + ").")
    private Integer depth;

    @Option(
            names = "--decay-w",
            required = true,
            split = ",",
            paramLabel = "x",
            description = "Weight decay: one for all weights, or one for each layer from the head down.")
    private List<Double> decayW;

    @Option(names = "--decay-h", required = true, paramLabel = "x", description = "Decay of the features.")
    private double decayH;

    @Option(
            names = "--decay-b",
            paramLabel = "x",
            description =
                    "Decay of the head's bias, 0 for a free one, with plain and plain-cross-entropy (default: no bias).")
    private Double decayB;

    /** The model; BadInputException where there is none with these options. */
    Model model() {
        try {
            return switch (kind) {
                case PLAIN -> new PlainMse(classes(), perClass(), width(), decayW(), decayH, decayB());
                case PLAIN_CROSS_ENTROPY ->
                    new PlainCrossEntropy(classes(), perClass(), width(), decayW(), decayH, decayB());
                case IMBALANCED ->
                    new Imbalanced(each("--per-class", perClass, classes()), width(), decayW(), decayHWithoutBias());
                case EXTENDED_LINEAR, DEEP_LINEAR -> deep(false);
                case EXTENDED_RELU -> deep(true);
            };
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    private Deep deep(boolean relu) {
        int layers = layers();
        List<Double> decays = new ArrayList<>(each("--decay-w", decayW, layers));
        decays.add(decayHWithoutBias());
        List<Integer> all = widths == null ? Collections.nCopies(layers, classes()) : each("--width", widths, layers);
        return new Deep(classes(), perClass(), all, decays, relu);
    }

    /** Layers of weights: what the name says, or --depth, or the longer list. */
    private int layers() {
        int listed = Math.max(decayW.size(), widths == null ? 1 : widths.size());
        if (kind == ModelKind.DEEP_LINEAR && depth != null && (depth < 2 || depth > MOST_LAYERS)) {
            throw refused("--depth %d: give 2 to %d; with one layer of weights it is --model %s"
                    .formatted(depth, MOST_LAYERS, ModelKind.PLAIN));
        }
        if (kind == ModelKind.DEEP_LINEAR) {
            return depth != null ? depth : listed > 1 ? listed : DEPTH;
        }
        int fixed = kind == ModelKind.EXTENDED_LINEAR || kind == ModelKind.EXTENDED_RELU ? 2 : 1;
        if (depth != null && depth != fixed) {
            throw refused("--depth %d: this model has %d layer%s of weights; leave it out, or use --model %s"
                    .formatted(depth, fixed, fixed == 1 ? "" : "s", ModelKind.DEEP_LINEAR));
        }
        return fixed;
    }

    private int classes() {
        Integer given = classes == null && kind == ModelKind.IMBALANCED && perClass.size() > 1
                ? Integer.valueOf(perClass.size())
                : classes;
        if (given == null) {
            throw refused("--classes is missing; give the number of classes");
        }
        if (given > MOST_CLASSES) {
            throw refused("--classes %d: at most %d, whose matrices fit into memory".formatted(given, MOST_CLASSES));
        }
        return given;
    }

    private int perClass() {
        if (perClass.size() != 1) {
            throw refused("--per-class has %d numbers; give one, which holds for every class, or use --model %s"
                    .formatted(perClass.size(), ModelKind.IMBALANCED));
        }
        return perClass.get(0);
    }

    private int width() {
        return widths == null ? classes() : each("--width", widths, layers()).get(0);
    }

    private double decayW() {
        return each("--decay-w", decayW, layers()).get(0);
    }

    private double decayB() {
        return decayB == null ? Double.POSITIVE_INFINITY : decayB;
    }

    private double decayHWithoutBias() {
        if (decayB != null) {
            throw refused("--decay-b: this model has no bias; leave it out, or use --model " + ModelKind.PLAIN);
        }
        return decayH;
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
