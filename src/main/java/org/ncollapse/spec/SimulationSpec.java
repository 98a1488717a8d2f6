package org.ncollapse.spec;

/**
 * The settings of gradient descent on an unconstrained features model, with all defaults filled in.
 *
 * @param name the run's name, as an experiment's
 * @param notes free text about the run
 * @param seed determines the initial values
 */
public record SimulationSpec(
        String name, String notes, Long seed, UfmSpec model, GradientDescentSpec gradientDescent, RecordSpec record) {

    /**
     * Plain gradient descent on all variables at once.
     *
     * @param learningRate η
     * @param iterations number of steps
     * @param initialStd standard deviation of the independent normal initial entries of every factor and the bias
     */
    public record GradientDescentSpec(Double learningRate, Integer iterations, Double initialStd) {
        private static final int MAX_ITERATIONS = 100_000_000;

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
                    iterations > 0 && iterations <= MAX_ITERATIONS,
                    "iterations",
                    iterations,
                    "a number of iterations from 1 to " + MAX_ITERATIONS);
            InvalidValueException.throwUnless(
                    initialStd > 0 && Double.isFinite(initialStd),
                    "initialStd",
                    initialStd,
                    "a number above 0 (at 0 every gradient is 0)");
        }
    }

    /**
     * The iterations that are recorded in addition to the first and the last.
     *
     * @param logSpaced number of iterations, evenly spaced on a logarithmic axis; an iteration that occurs several
     *     times is recorded once
     */
    public record RecordSpec(Integer logSpaced) {
        private static final int MAX_POINTS = 10_000;

        public RecordSpec {
            logSpaced = logSpaced == null ? 200 : logSpaced;
            InvalidValueException.throwUnless(
                    logSpaced >= 0 && logSpaced <= MAX_POINTS,
                    "logSpaced",
                    logSpaced,
                    "a number of iterations from 0 to " + MAX_POINTS);
        }
    }

    public SimulationSpec {
        RunName.requireValidKey(name);
        notes = notes == null ? "" : notes;
        seed = seed == null ? 1L : seed;
        InvalidValueException.throwIfMissing(
                "model",
                model,
                "a map such as {kind: plain, classes: 4, samplesPerClass: 50, width: 20,"
                        + " lambdaW: 0.005, lambdaH: 0.005}");
        gradientDescent = gradientDescent == null ? new GradientDescentSpec(null, null, null) : gradientDescent;
        record = record == null ? new RecordSpec(null) : record;
    }
}
