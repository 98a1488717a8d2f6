package org.ncollapse.experiment.simulation;

import org.ncollapse.ufm.DeepModel;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.UfmModel;

/** The theorems of Tirer &amp; Bruna 2022 on the unconstrained features models, in words. */
enum Theorem {
    PLAIN(
            "Plain model without a bias",
            false,
            "Theorem 3.1: at every minimiser the features collapse, their class means are an orthogonal frame, and W is aligned with it."),
    FREE_BIAS(
            "Plain model with a bias",
            true,
            "Theorem 3.2: with a free bias every minimiser's features collapse, their class means are a simplex ETF about the origin, W is aligned "
                    + "with it, and every entry of b is 1/K."),
    EXTENDED_LINEAR(
            "Extended linear model",
            false,
            "Theorem 4.1: at every minimiser H1 and H2 collapse, the class means of both are orthogonal frames, and the rows of W2 and of W2\u00b7W1 "
                    + "are aligned with them."),
    EXTENDED_RELU(
            "Extended model with a ReLU",
            false,
            "Theorem 4.2: at every minimiser H2 collapses, its class means are an orthogonal frame without negative entries, and W2 is aligned with "
                    + "it, as in the linear model. The theorem leaves W1 and H1 open: what of W1\u00b7H1 is negative, the ReLU hides. Their norms alone are "
                    + "known, from the checks beside the closed form.");

    private final String title;
    private final boolean simplex;
    private final String statement;

    Theorem(String title, boolean simplex, String statement) {
        this.title = title;
        this.simplex = simplex;
        this.statement = statement;
    }

    /** The one on a model. Throws IllegalArgumentException for a model that none is on. */
    static Theorem of(UfmModel model) {
        if (model instanceof DeepModel deep && deep.widths().size() == 2) {
            return deep.relu() ? EXTENDED_RELU : EXTENDED_LINEAR;
        }
        if (model instanceof PlainMseModel && (!model.hasBias() || model.lambdaB() == 0)) {
            return model.hasBias() ? FREE_BIAS : PLAIN;
        }
        throw new IllegalArgumentException("no theorem of the paper is on " + model);
    }

    /** The model's name. */
    String title() {
        return title;
    }

    /** Whether the class means' frame is the simplex ETF, instead of the orthogonal frame. */
    boolean isSimplex() {
        return simplex;
    }

    /** What it says, in a sentence or two. */
    String statement() {
        return statement;
    }
}
