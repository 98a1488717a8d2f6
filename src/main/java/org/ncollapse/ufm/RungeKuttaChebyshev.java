package org.ncollapse.ufm;

/**
 * The second-order Runge–Kutta–Chebyshev method (Sommeijer, Shampine &amp; Verwer, <em>RKC: an explicit solver for
 * parabolic PDEs</em>, 1998). A step of size h with s stages evaluates s derivatives and is stable for real eigenvalues
 * down to −0.65 s²/h. All memory is allocated in the constructor.
 */
final class RungeKuttaChebyshev {
    /** The damping of the stability polynomial: fast modes decay by at least 5 % per step. */
    private static final double DAMPING = 2. / 13;

    private final VectorField field;
    private double[] before;
    private double[] now;
    private double[] derivative;

    RungeKuttaChebyshev(VectorField field, int size) {
        this.field = field;
        before = new double[size];
        now = new double[size];
        derivative = new double[size];
    }

    /** Returns how many stages make a step stable, given the step size times the spectral radius of the Jacobian. */
    static int stageCount(double stepSizeTimesRadius) {
        return Math.max(2, 1 + (int) Math.ceil(Math.sqrt(1 + 1.54 * stepSizeTimesRadius)));
    }

    /**
     * Returns the point after a step. The array belongs to this object, and the next step overwrites it.
     *
     * @param first the derivative at {@code start}
     */
    double[] step(double[] start, double[] first, double stepSize, int stages) {
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
            now[i] = start[i] + highB * w1 * stepSize * first[i];
        }
        for (int j = 2; j <= stages; j++) {
            Polynomial next = high.next(low, w0);
            double b = next.second / (next.first * next.first);
            double mu = 2 * w0 * b / highB;
            double nu = -b / lowB;
            double weight = 2 * w1 * b / highB * stepSize;
            double initial = -(1 - highB * high.value) * weight;
            field.evaluate(now, derivative);
            combine(1 - mu - nu, start, mu, nu, weight, initial, first);
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
            double atStart, double[] start, double mu, double nu, double weight, double initial, double[] first) {
        for (int i = 0; i < start.length; i++) {
            before[i] = atStart * start[i] + mu * now[i] + nu * before[i] + weight * derivative[i] + initial * first[i];
        }
    }

    /** The value of a Chebyshev polynomial at one point, with its first and second derivatives. */
    private record Polynomial(double value, double first, double second) {

        /** Returns the polynomial of the next degree at {@code x}, given the one of the previous degree. */
        Polynomial next(Polynomial low, double x) {
            return new Polynomial(
                    2 * x * value - low.value,
                    2 * (x * first + value) - low.first,
                    2 * (x * second + 2 * first) - low.second);
        }
    }
}
