package org.ncollapse.ufm;

import java.util.List;

/**
 * Gradient descent on all of a model's variables at once: each factor and the bias change by −η times the gradient at
 * the same point, as in the experiments of Tirer &amp; Bruna (2022).
 *
 * <p>The same start gives the same bytes every time, however many steps each call takes. (The last bits of matrix
 * products that OpenBLAS distributes to several threads, such as those of 100 samples at widths 256 and 512, depend on
 * the number of threads.) A step takes about 10 µs for the plain model and 30 µs for the extended ones at 200 samples
 * and width 20, and 2 ms at that larger size, on two cores. Not thread-safe.
 */
public final class GradientDescent {
    private final UfmModel model;
    private final Objective objective;
    private final double step;
    private final ForwardBackward forwardBackward;
    private final OffHeapMatrix featureGradient;
    private long iterations;

    /**
     * Starts at a state, which is copied.
     *
     * @param step the learning rate η, above zero. A value that is too large is not detected: the objective then grows
     *     and becomes NaN
     */
    public GradientDescent(UfmModel model, UfmState start, double step) {
        if (!(step > 0) || !Double.isFinite(step)) {
            throw new IllegalArgumentException("the learning rate must be a finite number above 0, not " + step);
        }
        this.model = model;
        this.step = step;
        objective = new Objective(model);
        forwardBackward = new ForwardBackward(model);
        forwardBackward.setVariables(objective.pack(start));
        OffHeapMatrix features = forwardBackward.features[forwardBackward.features.length - 1];
        featureGradient = new OffHeapMatrix(features.rows, features.columns);
    }

    /** Takes {@code count} steps. */
    public void step(long count) {
        List<Double> lambdas = model.lambdas();
        int layers = forwardBackward.weights.length;
        double lambdaB = model.lambdaB().orElse(0);
        for (long i = 0; i < count; i++) {
            forwardBackward.forward();
            forwardBackward.backward();
            // The gradient with respect to the features reads W_1, and that with respect to W_1 reads the features, so
            // the first is kept until W_1 has been updated.
            forwardBackward.addFeatureGradient(featureGradient, 0, 1);
            for (int l = 0; l < layers; l++) {
                forwardBackward.addWeightGradient(forwardBackward.weights[l], 1 - step * lambdas.get(l), -step, l);
            }
            forwardBackward.features[layers - 1].addScaled(1 - step * lambdas.get(layers), -step, featureGradient);
            for (int k = 0; forwardBackward.bias != null && k < forwardBackward.bias.length; k++) {
                forwardBackward.bias[k] -= step * (forwardBackward.biasGradient[k] + lambdaB * forwardBackward.bias[k]);
            }
        }
        iterations += count;
    }

    /** Returns the number of steps so far. */
    public long iterations() {
        return iterations;
    }

    /** Returns the current state, as a copy. */
    public UfmState state() {
        return objective.unpack(variables());
    }

    /** Returns the objective of the current state. */
    public double currentObjective() {
        return objective.value(variables());
    }

    private double[] variables() {
        double[] x = new double[objective.size()];
        forwardBackward.getVariables(x);
        return x;
    }
}
