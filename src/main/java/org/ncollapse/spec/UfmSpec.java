package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Collections;
import java.util.List;

/**
 * An unconstrained features model. {@code kind} selects the model and with it the other keys. A penalty λ adds ½ λ‖·‖²
 * to the objective.
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

    /** The model. */
    UfmModelName kind();

    /**
     * The plain model: one layer of weights on free features.
     *
     * @param kind {@code plain} (squared error) or {@code plain-cross-entropy}
     * @param classes K
     * @param samplesPerClass n
     * @param width d
     * @param lambdaW λ_W of the weights
     * @param lambdaH λ_H of the features
     * @param lambdaB λ_b of the bias; 0 for a bias without penalty, null for no bias
     */
    record PlainSpec(
            UfmModelName kind,
            Integer classes,
            Integer samplesPerClass,
            Integer width,
            Double lambdaW,
            Double lambdaH,
            Double lambdaB)
            implements UfmSpec {
        public PlainSpec {
            UfmLimits.checkClasses(classes);
            UfmLimits.checkSamplesPerClass(samplesPerClass);
            UfmLimits.checkWidth(width);
            UfmLimits.checkFeatureCount((long) classes * samplesPerClass, Math.max(width, classes));
            UfmLimits.checkPenalty("lambdaW", lambdaW);
            UfmLimits.checkPenalty("lambdaH", lambdaH);
            InvalidValueException.throwUnless(
                    lambdaB == null || lambdaB >= 0 && Double.isFinite(lambdaB),
                    "lambdaB",
                    lambdaB,
                    "a penalty of 0 or above; no value for a head without bias");
        }

        /** Returns whether the head has a bias. */
        public boolean hasBias() {
            return lambdaB != null;
        }
    }

    /**
     * The plain model with squared error, no bias, and classes of unequal sizes.
     *
     * @param samplesPerClass n_k of each class
     * @param width d
     */
    record ImbalancedSpec(
            UfmModelName kind, List<Integer> samplesPerClass, Integer width, Double lambdaW, Double lambdaH)
            implements UfmSpec {
        private static final String COUNTS =
                "a list of at least two numbers of samples, one for each class, each 1 or above";

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
            UfmLimits.checkWidth(width);
            UfmLimits.checkFeatureCount(
                    samplesPerClass.stream().mapToLong(Integer::longValue).sum(),
                    Math.max(width, samplesPerClass.size()));
            UfmLimits.checkPenalty("lambdaW", lambdaW);
            UfmLimits.checkPenalty("lambdaH", lambdaH);
        }
    }

    /**
     * Several layers of weights on free features, squared error, no bias.
     *
     * @param kind {@code extended-linear} or {@code extended-relu} (two layers of weights), or {@code deep-linear} (two
     *     or more)
     * @param widths of the feature layers, from the head's input to the free features
     * @param lambdaW λ of the weights, from the head to the first layer; one number for all
     * @param lambdaH λ of the free features
     */
    record DeepSpec(
            UfmModelName kind,
            Integer classes,
            Integer samplesPerClass,
            List<Integer> widths,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            List<Double> lambdaW,

            Double lambdaH)
            implements UfmSpec {
        private static final int MAX_LAYERS = 100;

        public DeepSpec {
            boolean extended = kind != UfmModelName.DEEP_LINEAR;
            String layers = extended
                    ? "two widths, of the head's input and of the free features, each from 1 to " + UfmLimits.MAX_WIDTH
                    : "two or more widths, from the head's input to the free features, each from 1 to "
                            + UfmLimits.MAX_WIDTH;
            UfmLimits.checkClasses(classes);
            UfmLimits.checkSamplesPerClass(samplesPerClass);
            InvalidValueException.throwIfMissing("widths", widths, layers);
            widths = List.copyOf(widths);
            InvalidValueException.throwUnless(
                    widths.size() >= 2
                            && widths.size() <= (extended ? 2 : MAX_LAYERS)
                            && widths.stream().allMatch(w -> w > 0 && w <= UfmLimits.MAX_WIDTH),
                    "widths",
                    widths,
                    layers);
            UfmLimits.checkFeatureCount((long) classes * samplesPerClass, Math.max(Collections.max(widths), classes));
            InvalidValueException.throwIfMissing("lambdaW", lambdaW, UfmLimits.PENALTY);
            lambdaW = lambdaW.size() == 1 ? Collections.nCopies(widths.size(), lambdaW.get(0)) : List.copyOf(lambdaW);
            InvalidValueException.throwUnless(
                    lambdaW.size() == widths.size() && lambdaW.stream().allMatch(UfmLimits::isPenalty),
                    "lambdaW",
                    lambdaW,
                    UfmLimits.PENALTY + ", or one for each of the " + widths.size()
                            + " layers of weights, starting at the head");
            UfmLimits.checkPenalty("lambdaH", lambdaH);
        }
    }
}
