package org.ncollapse.ufm;

import java.util.List;

/**
 * Plain gradient descent on all of a model's variables at once: every factor and the bias step by −η times the
 * objective's gradient at the same point, as in the experiments of Tirer &amp; Bruna (2022).
 *
 * <p>The same start gives the same bytes every time, however the steps are cut up. (Products that OpenBLAS shares among
 * threads, such as those of 100 samples at widths 256 and 512, owe their last bits to how many threads it has.) A step
 * takes about 10 µs for the plain model and 30 µs for the extended ones at 200 samples and width 20, and 2 ms at that
 * larger size, on two cores. Not thread-safe.
 */
public final class GradientDescent {
    private final UfmModel model;
    private final Objective currentObjective;
    private final double step;
    private final ForwardBackward propagation;
    private final OffHeapMatrix featureGradient;
    private long iterations;

    /**
     * At the start, which is copied.
     *
     * @param step η, above zero. Nothing guards against one that is too large for the start: the objective then rises,
     *     and ends as NaN
     */
    public GradientDescent(UfmModel model, UfmState start, double step) {
        if (!(step > 0) || !Double.isFinite(step)) {
            throw new IllegalArgumentException("a step of gradient descent must be above zero, not " + step);
        }
        this.model = model;
        this.step = step;
        currentObjective = new Objective(model);
        propagation = new ForwardBackward(model);
        propagation.setVariables(currentObjective.pack(start));
        OffHeapMatrix features = propagation.features[propagation.features.length - 1];
        featureGradient = new OffHeapMatrix(features.rows, features.columns);
    }

    /** Goes on by so many steps. */
    public void step(long count) {
        List<Double> decays = model.lambdas();
        int layers = propagation.weights.length;
        for (long i = 0; i < count; i++) {
            propagation.forward();
            propagation.backward();
            // The features' step reads W_1 and that of W_1 reads the features: the first is put aside until the second
            // is done.
            propagation.addFeatureGradient(featureGradient, 0, 1);
            for (int l = 0; l < layers; l++) {
                propagation.addWeightGradient(propagation.weights[l], 1 - step * decays.get(l), -step, l);
            }
            propagation.features[layers - 1].addScaled(1 - step * decays.get(layers), -step, featureGradient);
            for (int k = 0; propagation.bias != null && k < propagation.bias.length; k++) {
                propagation.bias[k] -= step * (propagation.biasGradient[k] + model.lambdaB() * propagation.bias[k]);
            }
        }
        iterations += count;
    }

    /** How many steps have been done. */
    public long iterations() {
        return iterations;
    }

    /** Where it stands now, as a copy. */
    public UfmState state() {
        return currentObjective.unpack(variables());
    }

    /** The objective where it stands now. */
    public double currentObjective() {
        return currentObjective.value(variables());
    }

    private double[] variables() {
        double[] x = new double[currentObjective.size()];
        propagation.getVariables(x);
        return x;
    }
}
