package org.ncollapse.ufm;

/**
 * One singular value a of the product of F ≥ 3 penalised factors: the minimiser of φ(a) = (a − √n)²/(2N) + (F/2) λ̄
 * a^(2/F) over a ≥ 0 (Tirer &amp; Bruna 2022, Theorem 4.1; Dang et al. 2023).
 *
 * <p>In units x = a/√n all settings become one number κ = K n^(1/F) λ̄, and Kφ = ψ(x) = (1 − x)²/2 + (F/2) κ x^(2/F).
 * With p = (F − 2)/F a stationary x > 0 solves x^p (1 − x) = κ. The left side rises to its top at p/(1 + p) and falls
 * from there to x = 1, where it is concave: the larger solution is the local minimum, the smaller one the ridge between
 * it and x = 0.
 *
 * @param factors F
 * @param penalty κ
 */
record SingularValueObjective(int factors, double penalty) {

    /** Newton's steps halve the distance to a double root, and 53 halvings exhaust a double. */
    private static final int STEPS = 200;

    private double power() {
        return (factors - 2.0) / factors;
    }

    /** The κ at which ψ is the same at the local minimum as at zero; beyond it the global minimiser is zero. */
    double criticalPenalty() {
        return Math.pow((factors - 2.0) / (factors - 1.0), power()) / (factors - 1);
    }

    /** x of the local minimum at the jump: the smallest that a global minimiser other than zero has. */
    double minimizerAtCritical() {
        return (factors - 2.0) / (factors - 1.0);
    }

    /** How many times its value at the jump κ may be before the local minimum is gone: (F/2) 2^(−(F−2)/F). */
    double localMinimumLimit() {
        return factors / 2.0 * Math.pow(2, -power());
    }

    /** Whether there is a local minimum other than zero. */
    boolean hasLocalMinimum() {
        return penalty <= criticalPenalty() * localMinimumLimit();
    }

    /**
     * 1 − x of the local minimum.
     *
     * <p>Newton's method for u(1 − u)^p = κ from u = 0: the left side is concave, so that it climbs to the solution and
     * never past it.
     */
    double shrinkage() {
        double p = power();
        double top = 1 / (1 + p);
        double u = 0;
        for (int step = 0; step < STEPS; step++) {
            double next = u + (1 - u) * (penalty * Math.pow(1 - u, -p) - u) / (1 - (1 + p) * u);
            if (!(next > u)) {
                break;
            }
            u = Math.min(next, top);
        }
        return u;
    }

    /** ψ at the local minimum, where u = 1 − x solves the equation and so ψ = u²/2 + (F/2) u x. */
    double localMinimumValue() {
        double u = shrinkage();
        return u * u / 2 + factors / 2.0 * u * (1 - u);
    }
}
