package org.ncollapse.spec;

/**
 * Gradient descent on an unconstrained features model, resolved: every value that the file left out has its default
 * here.
 *
 * @param name the run's name, as an experiment's
 * @param notes what the run is for, in the author's words
 * @param seed determines the start
 */
public record SimulationSpec(
        String name, String notes, Long seed, UfmSpec model, GradientDescentSpec gradientDescent, RecordSpec record) {

    /**
     * How to descend: plain gradient descent on all variables at once.
     *
     * @param learningRate η
     * @param iterations how many
     * @param initialStd of the independent normal entries with which every factor and the bias start
     */
    public record GradientDescentSpec(Double learningRate, Integer iterations, Double initialStd) {
        private static final int MOST_ITERATIONS = 100_000_000;

        public GradientDescentSpec {
            learningRate = learningRate == null ? 0.1 : learningRate;
            iterations = iterations == null ? 30_000 : iterations;
            initialStd = initialStd == null ? 1 : initialStd;
            InvalidValueException.throwUnless(
                    learningRate > 0 && Double.isFinite(learningRate),
                    "learningRate",
                    learningRate,
                    "a number above 0");
            InvalidValueException.throwUnless(
                    iterations > 0 && iterations <= MOST_ITERATIONS,
                    "iterations",
                    iterations,
                    "a number of iterations from 1 to " + MOST_ITERATIONS);
            InvalidValueException.throwUnless(
                    initialStd > 0 && Double.isFinite(initialStd),
                    "initialStd",
                    initialStd,
                    "a number above 0 (at 0 every gradient is 0)");
        }
    }

    /**
     * What is recorded besides the start and the end.
     *
     * @param logSpaced iterations, evenly spaced on a logarithmic axis; where several fall on one iteration, it is
     *     recorded once
     */
    public record RecordSpec(Integer logSpaced) {
        private static final int MOST_POINTS = 10_000;

        public RecordSpec {
            logSpaced = logSpaced == null ? 200 : logSpaced;
            InvalidValueException.throwUnless(
                    logSpaced >= 0 && logSpaced <= MOST_POINTS,
                    "logSpaced",
                    logSpaced,
                    "a number of iterations from 0 to " + MOST_POINTS);
        }
    }

    public SimulationSpec {
        RunName.requireValidKey(name);
        notes = notes == null ? "" : notes;
        seed = seed == null ? 1L : seed;
        InvalidValueException.throwIfMissing(
                "model",
                model,
                "a section such as {kind: plain, classes: 4, samplesPerClass: 50, width: 20, lambdaW: 0.005, lambdaH: 0.005}");
        gradientDescent = gradientDescent == null ? new GradientDescentSpec(null, null, null) : gradientDescent;
        record = record == null ? new RecordSpec(null) : record;
    }
}
