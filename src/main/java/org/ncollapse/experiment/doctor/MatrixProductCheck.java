package org.ncollapse.experiment.doctor;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.ncollapse.text.NumberText;

/** Checks that a product of square matrices is correct, and as fast as an optimized BLAS. */
final class MatrixProductCheck {

    private static final int SIZE = 768;
    /** The number of rows for which plain loops check the result. */
    private static final int CHECKED = 48;

    /**
     * The smallest speed of a fast BLAS, relative to plain loops on one thread. With two threads, OpenBLAS's kernels
     * for AVX2 and later are 50 times as fast or more; those for SSE3 are 17 to 35 times as fast.
     */
    private static final double MIN_SPEEDUP = 8;

    private MatrixProductCheck() {}

    /** Computes the product of row-major matrices outside the heap. */
    @FunctionalInterface
    interface MatrixProduct<P extends Pointer> {
        void of(P left, P right, P result);
    }

    /** OpenBLAS's product in single precision. */
    static void blas(FloatPointer left, FloatPointer right, FloatPointer result) {
        cblas_sgemm(
                CblasRowMajor,
                CblasNoTrans,
                CblasNoTrans,
                SIZE,
                SIZE,
                SIZE,
                1,
                left,
                SIZE,
                right,
                SIZE,
                0,
                result,
                SIZE);
    }

    /** OpenBLAS's product in double precision. */
    static void blas(DoublePointer left, DoublePointer right, DoublePointer result) {
        cblas_dgemm(
                CblasRowMajor,
                CblasNoTrans,
                CblasNoTrans,
                SIZE,
                SIZE,
                SIZE,
                1,
                left,
                SIZE,
                right,
                SIZE,
                0,
                result,
                SIZE);
    }

    /** Times a product in single precision and compares a part of it with plain loops. */
    static CheckResult checkSingle(MatrixProduct<FloatPointer> product, LongSupplier nanos) {
        double[] a = matrix(1);
        double[] b = matrix(2);
        float[] c = new float[SIZE * SIZE];
        try (FloatPointer left = new FloatPointer(toFloats(a));
                FloatPointer right = new FloatPointer(toFloats(b));
                FloatPointer result = new FloatPointer(c)) {
            double seconds = new OperationTimer(nanos).fastestSeconds(() -> product.of(left, right, result));
            result.get(c);
            return check(
                    "BLAS, float",
                    1e-3,
                    a,
                    b,
                    IntStream.range(0, c.length).mapToDouble(i -> c[i]).toArray(),
                    seconds,
                    nanos);
        }
    }

    /** The same in double precision. */
    static CheckResult checkDouble(MatrixProduct<DoublePointer> product, LongSupplier nanos) {
        double[] a = matrix(1);
        double[] b = matrix(2);
        double[] c = new double[SIZE * SIZE];
        try (DoublePointer left = new DoublePointer(a);
                DoublePointer right = new DoublePointer(b);
                DoublePointer result = new DoublePointer(c)) {
            double seconds = new OperationTimer(nanos).fastestSeconds(() -> product.of(left, right, result));
            result.get(c);
            return check("BLAS, double", 1e-11, a, b, c, seconds, nanos);
        }
    }

    /** @param tolerance well above the rounding error of a sum of SIZE products of numbers below one half */
    private static CheckResult check(
            String name, double tolerance, double[] a, double[] b, double[] c, double seconds, LongSupplier nanos) {
        double rate = operations(SIZE) / seconds;
        double error = 0;
        long startNanos = nanos.getAsLong();
        for (int i = 0; i < CHECKED * SIZE; i++) {
            double sum = 0;
            int row = i / SIZE * (SIZE / CHECKED); // Rows from all over the matrix.
            for (int k = 0; k < SIZE; k++) {
                sum += a[row * SIZE + k] * b[k * SIZE + i % SIZE];
            }
            double difference = Math.abs(sum - c[row * SIZE + i % SIZE]);
            error = Math.max(error, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        }
        double plainRate = operations(CHECKED) / ((nanos.getAsLong() - startNanos) * 1e-9);
        String speed = "%d GFLOP/s, %d times as fast as plain loops"
                .formatted(Math.round(rate * 1e-9), Math.round(rate / plainRate));
        if (error > tolerance) {
            return CheckResult.problem(
                    name,
                    "wrong by %s; %s".formatted(NumberText.significant(error, 2), speed),
                    "set OPENBLAS_CORETYPE to other kernels, such as Haswell, and report the processor's model in an "
                            + "issue");
        }
        return rate < MIN_SPEEDUP * plainRate
                ? CheckResult.warning(
                        name,
                        "correct, but slow: " + speed,
                        "unset OPENBLAS_CORETYPE, and stop other programs that use the CPUs")
                : CheckResult.ok(name, "correct and fast: " + speed);
    }

    private static double operations(int rows) {
        return 2.0 * rows * SIZE * SIZE;
    }

    /** Random numbers that are exact in single precision. */
    private static double[] matrix(long seed) {
        return new Random(seed)
                .doubles((long) SIZE * SIZE, -0.5, 0.5)
                .map(value -> (float) value)
                .toArray();
    }

    private static float[] toFloats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
