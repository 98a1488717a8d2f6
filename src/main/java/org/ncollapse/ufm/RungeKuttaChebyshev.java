package org.ncollapse.ufm;

/**
 * A step of the Runge–Kutta–Chebyshev method of second order (Sommeijer, Shampine &amp; Verwer, <em>RKC: an explicit
 * solver for parabolic PDEs</em>, 1998): s slopes, stable for real eigenvalues down to −0.65 s² over the step's length.
 * All memory is taken at the start.
 */
final class RungeKuttaChebyshev {
    /** How far the stability polynomial is damped: fast modes lose a twentieth of themselves a step at least. */
    private static final double DAMPING = 2. / 13;

    private final VectorField slope;
    private double[] before;
    private double[] now;
    private double[] free;

    RungeKuttaChebyshev(VectorField slope, int size) {
        this.slope = slope;
        before = new double[size];
        now = new double[size];
        free = new double[size];
    }

    /** How many stages make a step stable, of a length times the spectral radius of the slope's Jacobian. */
    static int stageCount(double lengthTimesRadius) {
        return Math.max(2, 1 + (int) Math.ceil(Math.sqrt(1 + 1.54 * lengthTimesRadius)));
    }

    /**
     * The point after a step; the array is this object's, and the next step writes to it.
     *
     * @param first the slope at {@code start}
     */
    double[] step(double[] start, double[] first, double length, int stages) {
        double w0 = 1 + DAMPING / ((double) stages * stages);
        double root = Math.sqrt(w0 * w0 - 1);
        double angle = stages * Math.log(w0 + root);
        double w1 = Math.sinh(angle) * root * root / (Math.cosh(angle) * stages * root - w0 * Math.sinh(angle));
        Polynomial low = new Polynomial(1, 0, 0);
        Polynomial high = new Polynomial(w0, 1, 0);
        double lowB = 1 / (4 * w0 * w0);
        double highB = lowB;
        System.arraycopy(start, 0, before, 0, start.length);
        for (int i = 0; i < start.length; i++) {
            now[i] = start[i] + highB * w1 * length * first[i];
        }
        for (int j = 2; j <= stages; j++) {
            Polynomial next = high.next(low, w0);
            double b = next.second / (next.first * next.first);
            double mu = 2 * w0 * b / highB;
            double nu = -b / lowB;
            double own = 2 * w1 * b / highB * length;
            double initial = -(1 - highB * high.value) * own;
            slope.evaluate(now, free);
            combine(1 - mu - nu, start, mu, nu, own, initial, first);
            double[] newest = before;
            before = now;
            now = newest;
            low = high;
            high = next;
            lowB = highB;
            highB = b;
        }
        return now;
    }

    private void combine(
            double atStart, double[] start, double mu, double nu, double own, double initial, double[] first) {
        for (int i = 0; i < start.length; i++) {
            before[i] = atStart * start[i] + mu * now[i] + nu * before[i] + own * free[i] + initial * first[i];
        }
    }

    /** A Chebyshev polynomial at one place, with its first and second derivative there. */
    private record Polynomial(double value, double first, double second) {

        /** The polynomial of one degree more. */
        Polynomial next(Polynomial low, double x) {
            return new Polynomial(
                    2 * x * value - low.value,
                    2 * (x * first + value) - low.first,
                    2 * (x * second + 2 * first) - low.second);
        }
    }
}
