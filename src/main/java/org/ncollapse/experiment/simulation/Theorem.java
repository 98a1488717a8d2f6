package org.ncollapse.experiment.simulation;

import org.ncollapse.ufm.DeepModel;
import org.ncollapse.ufm.PlainMseModel;
import org.ncollapse.ufm.UfmModel;

/** The theorems of Tirer &amp; Bruna (2022) on the UFM models, as texts for the page of {@code reproduce}. */
enum Theorem {
    PLAIN(
            "Plain model without a bias",
            false,
            "Theorem 3.1: at every minimizer the features collapse, their class means form an orthogonal frame, "
                    + "and W is aligned with it."),
    UNPENALIZED_BIAS(
            "Plain model with a bias",
            true,
            "Theorem 3.2: if the bias has no penalty, the features of every minimizer collapse, their class means form "
                    + "a simplex ETF centered at the origin, W is aligned with it, and every entry of b is 1/K."),
    EXTENDED_LINEAR(
            "Extended linear model",
            false,
            "Theorem 4.1: at every minimizer H1 and H2 collapse, the class means of each form an orthogonal frame, "
                    + "and the rows of W2 and of W2\u00b7W1 are aligned with them."),
    EXTENDED_RELU(
            "Extended model with a ReLU",
            false,
            "Theorem 4.2: at every minimizer H2 collapses, its class means form an orthogonal frame without negative "
                    + "entries, and W2 is aligned with it, as in the linear model. The theorem does not determine W1 "
                    + "and H1, because the ReLU hides the negative entries of W1\u00b7H1. Only their norms are known, "
                    + "from the comparison with the closed form.");

    private final String title;
    private final boolean simplex;
    private final String statement;

    Theorem(String title, boolean simplex, String statement) {
        this.title = title;
        this.simplex = simplex;
        this.statement = statement;
    }

    /**
     * Returns the theorem about a model.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Theorem of(UfmModel model) {
        if (model instanceof DeepModel deep && deep.widths().size() == 2) {
            return deep.relu() ? EXTENDED_RELU : EXTENDED_LINEAR;
        }
        if (model instanceof PlainMseModel && (!model.hasBias() || model.hasUnpenalizedBias())) {
            return model.hasBias() ? UNPENALIZED_BIAS : PLAIN;
        }
        throw new IllegalArgumentException("the paper has no theorem about " + model);
    }

    /** The model's name. */
    String title() {
        return title;
    }

    /** Whether the class means form a simplex ETF, instead of an orthogonal frame. */
    boolean isSimplex() {
        return simplex;
    }

    /** The statement, in one or two sentences. */
    String statement() {
        return statement;
    }
}
