package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Collections;
import java.util.List;

/**
 * The unconstrained features model: {@code kind} chooses the family and with it the other keys. Penalties λ enter as ½
 * λ‖·‖².
 */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "kind",
        visible = true)
@JsonSubTypes({
    @JsonSubTypes.Type(
            value = ModelSpec.Plain.class,
            names = {"plain", "plain-cross-entropy"}),
    @JsonSubTypes.Type(value = ModelSpec.Imbalanced.class, name = "imbalanced"),
    @JsonSubTypes.Type(
            value = ModelSpec.Deep.class,
            names = {"extended-linear", "extended-relu", "deep-linear"})
})
public sealed interface ModelSpec {

    /** The family, as the file names it. */
    String kind();

    /**
     * One layer of weights over free features.
     *
     * @param kind {@code plain} (squared error) or {@code plain-cross-entropy}
     * @param classes K
     * @param perClass n
     * @param width d
     * @param decayW λ_W of the weights
     * @param decayH λ_H of the features
     * @param decayB λ_b of the bias; 0 leaves it free, and null means that there is none
     */
    record Plain(
            String kind, Integer classes, Integer perClass, Integer width, Double decayW, Double decayH, Double decayB)
            implements ModelSpec {
        public Plain {
            ModelLimits.classes(classes);
            ModelLimits.perClass(perClass);
            ModelLimits.width(width);
            ModelLimits.size((long) classes * perClass, Math.max(width, classes));
            ModelLimits.penalty("decayW", decayW);
            ModelLimits.penalty("decayH", decayH);
            InvalidValue.unless(
                    decayB == null || decayB >= 0 && Double.isFinite(decayB),
                    "decayB",
                    decayB,
                    "a penalty of 0 or above; nothing for a head without a bias");
        }
    }

    /**
     * The plain model with squared error, no bias, and classes of unequal sizes.
     *
     * @param perClass n_k of each class
     * @param width d
     */
    record Imbalanced(String kind, List<Integer> perClass, Integer width, Double decayW, Double decayH)
            implements ModelSpec {
        private static final String COUNTS = "a list of at least two classes' numbers of samples, each 1 or above";

        public Imbalanced {
            InvalidValue.ifMissing("perClass", perClass, COUNTS);
            perClass = List.copyOf(perClass);
            InvalidValue.unless(
                    perClass.size() >= 2
                            && perClass.size() <= ModelLimits.MOST_CLASSES
                            && perClass.stream().allMatch(n -> n > 0 && n <= ModelLimits.MOST_PER_CLASS),
                    "perClass",
                    perClass,
                    COUNTS);
            ModelLimits.width(width);
            ModelLimits.size(perClass.stream().mapToLong(Integer::longValue).sum(), Math.max(width, perClass.size()));
            ModelLimits.penalty("decayW", decayW);
            ModelLimits.penalty("decayH", decayH);
        }
    }

    /**
     * Several layers of weights over free features, squared error, no bias.
     *
     * @param kind {@code extended-linear} and {@code extended-relu} (two layers of weights), {@code deep-linear} (two
     *     or more)
     * @param widths of the layers of features, from the head's input down
     * @param decayW λ of the weights, from the head down; one number for all
     * @param decayH λ of the free features
     */
    record Deep(
            String kind,
            Integer classes,
            Integer perClass,
            List<Integer> widths,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            List<Double> decayW,

            Double decayH)
            implements ModelSpec {
        private static final int MOST_LAYERS = 100;

        public Deep {
            boolean extended = kind.startsWith("extended");
            String layers = extended
                    ? "two widths, of the head's input and of the free features, each from 1 to " + ModelLimits.WIDEST
                    : "two or more widths, from the head's input down, each from 1 to " + ModelLimits.WIDEST;
            ModelLimits.classes(classes);
            ModelLimits.perClass(perClass);
            InvalidValue.ifMissing("widths", widths, layers);
            widths = List.copyOf(widths);
            InvalidValue.unless(
                    widths.size() >= 2
                            && widths.size() <= (extended ? 2 : MOST_LAYERS)
                            && widths.stream().allMatch(w -> w > 0 && w <= ModelLimits.WIDEST),
                    "widths",
                    widths,
                    layers);
            ModelLimits.size((long) classes * perClass, Math.max(Collections.max(widths), classes));
            InvalidValue.ifMissing("decayW", decayW, ModelLimits.PENALTY);
            decayW = decayW.size() == 1 ? Collections.nCopies(widths.size(), decayW.get(0)) : List.copyOf(decayW);
            InvalidValue.unless(
                    decayW.size() == widths.size() && decayW.stream().allMatch(ModelLimits::isPenalty),
                    "decayW",
                    decayW,
                    ModelLimits.PENALTY + ", or one for each of the " + widths.size()
                            + " layers of weights from the head down");
            ModelLimits.penalty("decayH", decayH);
        }
    }
}
