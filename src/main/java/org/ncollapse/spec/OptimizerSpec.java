package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;

/**
 * The optimizer and the schedule of its learning rate.
 *
 * @param kind the rule of a step
 * @param learningRate η at the first step; default 0.05, with {@code adam} and {@code adamw} 0.001
 * @param momentum μ; for {@code sgd} and {@code sgdw}
 * @param betas decay rates of the averages of the gradient and of its square; for {@code adam} and {@code adamw}
 * @param epsilon added to the root of the average square; for {@code adam} and {@code adamw}
 * @param schedule {@code multistep} multiplies the rate by gamma at each milestone, {@code cosine} decreases it to zero
 *     over the epochs
 * @param milestones fractions of {@code training.epochs} after which the rate is multiplied by gamma; for
 *     {@code multistep}
 * @param gamma factor of the learning rate at each milestone, as PyTorch's {@code MultiStepLR}; for {@code multistep}
 */
public record OptimizerSpec(
        Kind kind,
        Double learningRate,
        Double momentum,
        List<Double> betas,
        Double epsilon,
        Schedule schedule,
        List<Fraction> milestones,
        Double gamma) {

    /** The rule of a step on parameters w with gradient g of the loss and weight decay λ. */
    public enum Kind {
        /** PyTorch's {@code SGD}: v ← μv + g + λw, w ← w − ηv. */
        @JsonProperty("sgd")
        SGD,
        /**
         * SGD with decoupled weight decay, as PyTorch's {@code AdamW} decouples it: w ← (1 − ηλ)w, v ← μv + g, w ← w −
         * ηv.
         */
        @JsonProperty("sgdw")
        SGDW,
        /** PyTorch's {@code Adam}; λw is added to the gradient. */
        @JsonProperty("adam")
        ADAM,
        /** PyTorch's {@code AdamW}: w ← (1 − ηλ)w, then Adam's step with the gradient of the loss alone. */
        @JsonProperty("adamw")
        ADAMW;

        /** Whether steps are scaled by averages of the gradient and of its square. */
        public boolean isAdaptive() {
            return this == ADAM || this == ADAMW;
        }

        /**
         * Returns the names of the vectors that a step remembers, each as long as the parameters: SGD's v, or Adam's
         * averages of the gradient and of its square, with PyTorch's names.
         */
        public List<String> state() {
            return isAdaptive() ? List.of("exp_avg", "exp_avg_sq") : List.of("velocity");
        }

        /** Returns the name in files. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether weight decay shrinks the parameters directly and is no part of the gradient. */
        public boolean isDecoupled() {
            return this == SGDW || this == ADAMW;
        }
    }

    /** The schedule of the learning rate. */
    public enum Schedule {
        @JsonProperty("multistep")
        MULTISTEP,
        @JsonProperty("cosine")
        COSINE
    }

    public OptimizerSpec {
        kind = kind == null ? Kind.SGD : kind;
        if (kind.isAdaptive()) {
            learningRate = learningRate == null ? 1e-3 : learningRate;
            InvalidValueException.throwUnless(momentum == null, "momentum", momentum, "no value with kind: " + kind);
            betas = betas == null ? List.of(0.9, 0.999) : List.copyOf(betas);
            epsilon = epsilon == null ? 1e-8 : epsilon;
            InvalidValueException.throwUnless(
                    betas.size() == 2 && betas.stream().allMatch(beta -> beta >= 0 && beta < 1),
                    "betas",
                    betas,
                    "two numbers from 0 to below 1, such as [0.9, 0.999]");
            InvalidValueException.throwUnless(
                    epsilon > 0 && Double.isFinite(epsilon), "epsilon", epsilon, "a number above 0");
        } else {
            learningRate = learningRate == null ? 0.05 : learningRate;
            momentum = momentum == null ? 0.9 : momentum;
            InvalidValueException.throwUnless(
                    momentum >= 0 && momentum < 1, "momentum", momentum, "a number from 0 to below 1");
            InvalidValueException.throwUnless(
                    betas == null || betas.isEmpty(), "betas", betas, "no value with kind: " + kind);
            InvalidValueException.throwUnless(epsilon == null, "epsilon", epsilon, "no value with kind: " + kind);
            betas = List.of();
        }
        schedule = schedule == null ? Schedule.MULTISTEP : schedule;
        InvalidValueException.throwUnless(
                learningRate > 0 && Double.isFinite(learningRate), "learningRate", learningRate, "a number above 0");
        if (schedule == Schedule.COSINE) {
            InvalidValueException.throwUnless(
                    milestones == null || milestones.isEmpty(),
                    "milestones",
                    milestones,
                    "no value with schedule: cosine");
            InvalidValueException.throwUnless(gamma == null, "gamma", gamma, "no value with schedule: cosine");
            milestones = List.of();
        } else {
            milestones = milestones == null ? List.of(new Fraction(1, 3), new Fraction(2, 3)) : List.copyOf(milestones);
            gamma = gamma == null ? 0.1 : gamma;
            InvalidValueException.throwUnless(gamma > 0 && gamma <= 1, "gamma", gamma, "a number above 0, up to 1");
        }
    }

    /** Returns {@code sgd} with a momentum and a schedule; null for a default. */
    public static OptimizerSpec sgd(
            Double learningRate, Double momentum, Schedule schedule, List<Fraction> milestones, Double gamma) {
        return new OptimizerSpec(Kind.SGD, learningRate, momentum, null, null, schedule, milestones, gamma);
    }
}
