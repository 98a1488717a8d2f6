package org.ncollapse.ufm;

/**
 * The objective of one singular value a of the product of F ≥ 3 penalized factors: φ(a) = (a − √n)²/(2N) + (F/2) λ̄
 * a^(2/F) over a ≥ 0 (Tirer &amp; Bruna 2022, Theorem 4.1; Dang et al. 2023).
 *
 * <p>With x = a/√n all settings reduce to one number κ = K n^(1/F) λ̄, and Kφ = ψ(x) = (1 − x)²/2 + (F/2) κ x^(2/F).
 * With p = (F − 2)/F a stationary x > 0 solves x^p (1 − x) = κ. The left side increases up to p/(1 + p) and decreases
 * from there to x = 1, where it is concave. The larger solution is the local minimum; the smaller one is the maximum
 * between it and x = 0.
 *
 * @param factors F
 * @param penalty κ
 */
record SingularValueObjective(int factors, double penalty) {

    /** Newton's method halves the distance to a double root in each step, and a double has 53 bits. */
    private static final int MAX_STEPS = 200;

    private double power() {
        return (factors - 2.0) / factors;
    }

    /**
     * Returns the κ at which ψ has the same value at the local minimum and at zero. Beyond it the global minimizer is
     * zero.
     */
    double criticalPenalty() {
        return Math.pow((factors - 2.0) / (factors - 1.0), power()) / (factors - 1);
    }

    /** Returns x of the local minimum at the critical κ: the smallest x of a global minimizer other than zero. */
    double minimizerAtCritical() {
        return (factors - 2.0) / (factors - 1.0);
    }

    /** Returns the largest ratio of κ to its critical value at which the local minimum exists: (F/2) 2^(−(F−2)/F). */
    double localMinimumLimit() {
        return factors / 2.0 * Math.pow(2, -power());
    }

    /** Returns whether there is a local minimum other than zero. */
    boolean hasLocalMinimum() {
        return penalty <= criticalPenalty() * localMinimumLimit();
    }

    /**
     * Returns 1 − x of the local minimum.
     *
     * <p>Newton's method for u(1 − u)^p = κ from u = 0 increases monotonically to the solution, because the left side
     * is concave.
     */
    double shrinkage() {
        double p = power();
        double maximum = 1 / (1 + p);
        double u = 0;
        for (int step = 0; step < MAX_STEPS; step++) {
            double next = u + (1 - u) * (penalty * Math.pow(1 - u, -p) - u) / (1 - (1 + p) * u);
            if (!(next > u)) {
                break;
            }
            u = Math.min(next, maximum);
        }
        return u;
    }

    /** Returns ψ at the local minimum, which is u²/2 + (F/2) u x with u = 1 − x. */
    double localMinimumValue() {
        double u = shrinkage();
        return u * u / 2 + factors / 2.0 * u * (1 - u);
    }
}
