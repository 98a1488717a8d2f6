package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Stochastic gradient descent with heavy-ball momentum, as PyTorch's {@code SGD}: v ← μv + g, w ← w − ηv.
 *
 * @param learningRate η at the first step
 * @param momentum μ
 * @param schedule {@code multistep} multiplies the rate by gamma at each milestone, {@code cosine} decreases it to zero
 *     over the epochs
 * @param milestones fractions of {@code training.epochs} after which the rate is multiplied by gamma; for
 *     {@code multistep}
 * @param gamma factor of the learning rate at each milestone, as PyTorch's {@code MultiStepLR}; for {@code multistep}
 */
public record OptimizerSpec(
        Double learningRate, Double momentum, Schedule schedule, List<Fraction> milestones, Double gamma) {

    /** The schedule of the learning rate. */
    public enum Schedule {
        @JsonProperty("multistep")
        MULTISTEP,
        @JsonProperty("cosine")
        COSINE
    }

    public OptimizerSpec {
        learningRate = learningRate == null ? 0.05 : learningRate;
        momentum = momentum == null ? 0.9 : momentum;
        schedule = schedule == null ? Schedule.MULTISTEP : schedule;
        InvalidValueException.throwUnless(
                learningRate > 0 && Double.isFinite(learningRate), "learningRate", learningRate, "a number above 0");
        InvalidValueException.throwUnless(
                momentum >= 0 && momentum < 1, "momentum", momentum, "a number from 0 to below 1");
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
}
