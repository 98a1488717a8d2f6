package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Stochastic gradient descent with heavy-ball momentum, as PyTorch's {@code SGD}: v ← μv + g, w ← w − ηv.
 *
 * @param learningRate η at the first step
 * @param momentum μ
 * @param schedule {@code step} drops the rate at shares of the epochs, {@code cosine} lets it fall to zero over them
 * @param dropAt shares of {@code training.epochs} after which the rate drops; for {@code step}
 * @param dropBy what the rate is divided by at each; for {@code step}
 */
public record OptimizerSpec(
        Double learningRate, Double momentum, Schedule schedule, List<Fraction> dropAt, Double dropBy) {

    /** How the rate goes on. */
    public enum Schedule {
        @JsonProperty("step")
        STEP,
        @JsonProperty("cosine")
        COSINE
    }

    public OptimizerSpec {
        learningRate = learningRate == null ? 0.05 : learningRate;
        momentum = momentum == null ? 0.9 : momentum;
        schedule = schedule == null ? Schedule.STEP : schedule;
        InvalidValue.unless(
                learningRate > 0 && Double.isFinite(learningRate), "learningRate", learningRate, "a number above 0");
        InvalidValue.unless(momentum >= 0 && momentum < 1, "momentum", momentum, "a number from 0 to below 1");
        if (schedule == Schedule.COSINE) {
            InvalidValue.unless(
                    dropAt == null || dropAt.isEmpty(),
                    "dropAt",
                    dropAt,
                    "nothing with schedule: cosine, which has no drops");
            InvalidValue.unless(dropBy == null, "dropBy", dropBy, "nothing with schedule: cosine, which has no drops");
            dropAt = List.of();
        } else {
            dropAt = dropAt == null ? List.of(new Fraction(1, 3), new Fraction(2, 3)) : List.copyOf(dropAt);
            dropBy = dropBy == null ? 10.0 : dropBy;
            InvalidValue.unless(dropBy > 0 && Double.isFinite(dropBy), "dropBy", dropBy, "a number above 0");
        }
    }
}
