package org.ncollapse.spec;

/**
 * Gradient descent on an unconstrained features model, resolved: every value that the file left out has its default
 * here.
 *
 * @param name the run's name, as an experiment's
 * @param notes what the run is for, in the author's words
 * @param seed determines the start
 */
public record Simulation(String name, String notes, Long seed, ModelSpec model, Descent descent, Record record) {

    /**
     * How to descend: plain gradient descent on all variables at once.
     *
     * @param step η
     * @param iterations how many
     * @param deviation of the independent normal entries with which every factor and the bias start
     */
    public record Descent(Double step, Integer iterations, Double deviation) {
        private static final int MOST_ITERATIONS = 100_000_000;

        public Descent {
            step = step == null ? 0.1 : step;
            iterations = iterations == null ? 30_000 : iterations;
            deviation = deviation == null ? 1 : deviation;
            InvalidValue.unless(step > 0 && Double.isFinite(step), "step", step, "a number above 0");
            InvalidValue.unless(
                    iterations > 0 && iterations <= MOST_ITERATIONS,
                    "iterations",
                    iterations,
                    "a number of iterations from 1 to " + MOST_ITERATIONS);
            InvalidValue.unless(
                    deviation > 0 && Double.isFinite(deviation),
                    "deviation",
                    deviation,
                    "a number above 0 (at 0 every gradient is 0)");
        }
    }

    /**
     * What is recorded besides the start and the end.
     *
     * @param points iterations, evenly spaced on a logarithmic axis; where several fall on one iteration, it is
     *     recorded once
     */
    public record Record(Integer points) {
        private static final int MOST_POINTS = 10_000;

        public Record {
            points = points == null ? 200 : points;
            InvalidValue.unless(
                    points >= 0 && points <= MOST_POINTS,
                    "points",
                    points,
                    "a number of iterations from 0 to " + MOST_POINTS);
        }
    }

    public Simulation {
        RunName.check(name);
        notes = notes == null ? "" : notes;
        seed = seed == null ? 1L : seed;
        InvalidValue.ifMissing(
                "model",
                model,
                "a section such as {kind: plain, classes: 4, perClass: 50, width: 20, decayW: 0.005, decayH: 0.005}");
        descent = descent == null ? new Descent(null, null, null) : descent;
        record = record == null ? new Record(null) : record;
    }
}
