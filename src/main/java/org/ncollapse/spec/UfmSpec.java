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
            value = UfmSpec.PlainSpec.class,
            names = {"plain", "plain-cross-entropy"}),
    @JsonSubTypes.Type(value = UfmSpec.ImbalancedSpec.class, name = "imbalanced"),
    @JsonSubTypes.Type(
            value = UfmSpec.DeepSpec.class,
            names = {"extended-linear", "extended-relu", "deep-linear"})
})
public sealed interface UfmSpec {

    /** The family, as the file names it. */
    String kind();

    /**
     * One layer of weights over free features.
     *
     * @param kind {@code plain} (squared error) or {@code plain-cross-entropy}
     * @param classes K
     * @param samplesPerClass n
     * @param width d
     * @param lambdaW λ_W of the weights
     * @param lambdaH λ_H of the features
     * @param lambdaB λ_b of the bias; 0 leaves it free, and null means that there is none
     */
    record PlainSpec(
            String kind,
            Integer classes,
            Integer samplesPerClass,
            Integer width,
            Double lambdaW,
            Double lambdaH,
            Double lambdaB)
            implements UfmSpec {
        public PlainSpec {
            UfmLimits.classes(classes);
            UfmLimits.samplesPerClass(samplesPerClass);
            UfmLimits.width(width);
            UfmLimits.size((long) classes * samplesPerClass, Math.max(width, classes));
            UfmLimits.penalty("lambdaW", lambdaW);
            UfmLimits.penalty("lambdaH", lambdaH);
            InvalidValueException.throwUnless(
                    lambdaB == null || lambdaB >= 0 && Double.isFinite(lambdaB),
                    "lambdaB",
                    lambdaB,
                    "a penalty of 0 or above; nothing for a head without a bias");
        }
    }

    /**
     * The plain model with squared error, no bias, and classes of unequal sizes.
     *
     * @param samplesPerClass n_k of each class
     * @param width d
     */
    record ImbalancedSpec(String kind, List<Integer> samplesPerClass, Integer width, Double lambdaW, Double lambdaH)
            implements UfmSpec {
        private static final String COUNTS = "a list of at least two classes' numbers of samples, each 1 or above";

        public ImbalancedSpec {
            InvalidValueException.throwIfMissing("samplesPerClass", samplesPerClass, COUNTS);
            samplesPerClass = List.copyOf(samplesPerClass);
            InvalidValueException.throwUnless(
                    samplesPerClass.size() >= 2
                            && samplesPerClass.size() <= UfmLimits.MAX_CLASSES
                            && samplesPerClass.stream().allMatch(n -> n > 0 && n <= UfmLimits.MAX_SAMPLES_PER_CLASS),
                    "samplesPerClass",
                    samplesPerClass,
                    COUNTS);
            UfmLimits.width(width);
            UfmLimits.size(
                    samplesPerClass.stream().mapToLong(Integer::longValue).sum(),
                    Math.max(width, samplesPerClass.size()));
            UfmLimits.penalty("lambdaW", lambdaW);
            UfmLimits.penalty("lambdaH", lambdaH);
        }
    }

    /**
     * Several layers of weights over free features, squared error, no bias.
     *
     * @param kind {@code extended-linear} and {@code extended-relu} (two layers of weights), {@code deep-linear} (two
     *     or more)
     * @param widths of the layers of features, from the head's input down
     * @param lambdaW λ of the weights, from the head down; one number for all
     * @param lambdaH λ of the free features
     */
    record DeepSpec(
            String kind,
            Integer classes,
            Integer samplesPerClass,
            List<Integer> widths,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            List<Double> lambdaW,

            Double lambdaH)
            implements UfmSpec {
        private static final int MOST_LAYERS = 100;

        public DeepSpec {
            boolean extended = kind.startsWith("extended");
            String layers = extended
                    ? "two widths, of the head's input and of the free features, each from 1 to " + UfmLimits.MAX_WIDTH
                    : "two or more widths, from the head's input down, each from 1 to " + UfmLimits.MAX_WIDTH;
            UfmLimits.classes(classes);
            UfmLimits.samplesPerClass(samplesPerClass);
            InvalidValueException.throwIfMissing("widths", widths, layers);
            widths = List.copyOf(widths);
            InvalidValueException.throwUnless(
                    widths.size() >= 2
                            && widths.size() <= (extended ? 2 : MOST_LAYERS)
                            && widths.stream().allMatch(w -> w > 0 && w <= UfmLimits.MAX_WIDTH),
                    "widths",
                    widths,
                    layers);
            UfmLimits.size((long) classes * samplesPerClass, Math.max(Collections.max(widths), classes));
            InvalidValueException.throwIfMissing("lambdaW", lambdaW, UfmLimits.PENALTY);
            lambdaW = lambdaW.size() == 1 ? Collections.nCopies(widths.size(), lambdaW.get(0)) : List.copyOf(lambdaW);
            InvalidValueException.throwUnless(
                    lambdaW.size() == widths.size() && lambdaW.stream().allMatch(UfmLimits::isPenalty),
                    "lambdaW",
                    lambdaW,
                    UfmLimits.PENALTY + ", or one for each of the " + widths.size()
                            + " layers of weights from the head down");
            UfmLimits.penalty("lambdaH", lambdaH);
        }
    }
}
