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

/** Proves the BLAS by a product of square matrices: right, and as fast as only a BLAS is. */
final class MatrixProductCheck {

    private static final int SIZE = 768;
    /** Rows of the result that plain loops make again. */
    private static final int CHECKED = 48;

    /**
     * OpenBLAS's kernels for AVX2 and later are 50 and more times as fast as plain loops on one thread, with two
     * threads; those for SSE3 17 to 35 times.
     */
    private static final double FAST = 8;

    private MatrixProductCheck() {}

    /** Of matrices outside the heap, row by row: {@code result} becomes the product. */
    @FunctionalInterface
    interface MatrixProduct<P extends Pointer> {
        void of(P left, P right, P result);
    }

    /** OpenBLAS's, in single precision. */
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

    /** OpenBLAS's, in double precision. */
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

    /** Runs it, time after time, in single precision, and in part by plain loops. */
    static CheckResult floats(MatrixProduct<FloatPointer> product, LongSupplier nanos) {
        double[] a = matrix(1);
        double[] b = matrix(2);
        float[] c = new float[SIZE * SIZE];
        try (FloatPointer left = new FloatPointer(floats(a));
                FloatPointer right = new FloatPointer(floats(b));
                FloatPointer result = new FloatPointer(c)) {
            double seconds = new OperationTimer(nanos).fastestSeconds(() -> product.of(left, right, result));
            result.get(c);
            return judge(
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
    static CheckResult doubles(MatrixProduct<DoublePointer> product, LongSupplier nanos) {
        double[] a = matrix(1);
        double[] b = matrix(2);
        double[] c = new double[SIZE * SIZE];
        try (DoublePointer left = new DoublePointer(a);
                DoublePointer right = new DoublePointer(b);
                DoublePointer result = new DoublePointer(c)) {
            double seconds = new OperationTimer(nanos).fastestSeconds(() -> product.of(left, right, result));
            result.get(c);
            return judge("BLAS, double", 1e-11, a, b, c, seconds, nanos);
        }
    }

    /** @param tolerance numbers are below one half: what rounding makes of SIZE of their products stays far below it */
    private static CheckResult judge(
            String name, double tolerance, double[] a, double[] b, double[] c, double seconds, LongSupplier nanos) {
        double rate = operations(SIZE) / seconds;
        double error = 0;
        long begun = nanos.getAsLong();
        for (int i = 0; i < CHECKED * SIZE; i++) {
            double sum = 0;
            int row = i / SIZE * (SIZE / CHECKED); // Rows from all over the matrix.
            for (int k = 0; k < SIZE; k++) {
                sum += a[row * SIZE + k] * b[k * SIZE + i % SIZE];
            }
            double difference = Math.abs(sum - c[row * SIZE + i % SIZE]);
            error = Math.max(error, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        }
        double plainRate = operations(CHECKED) / ((nanos.getAsLong() - begun) * 1e-9);
        String speed = "%.0f GFLOP/s, %.0f times as fast as plain loops".formatted(rate * 1e-9, rate / plainRate);
        if (error > tolerance) {
            return CheckResult.problem(
                    name,
                    "a product is wrong by %.1e; %s".formatted(error, speed),
                    "set OPENBLAS_CORETYPE to other kernels, such as Haswell, and please report this processor");
        }
        return rate < FAST * plainRate
                ? CheckResult.warning(
                        name,
                        "right, but slow: " + speed,
                        "unset OPENBLAS_CORETYPE for the launcher to choose, and stop what else takes the processors")
                : CheckResult.ok(name, "a product is right and fast: " + speed);
    }

    private static double operations(int rows) {
        return 2.0 * rows * SIZE * SIZE;
    }

    /** Numbers that single precision holds. */
    private static double[] matrix(long seed) {
        return new Random(seed)
                .doubles((long) SIZE * SIZE, -0.5, 0.5)
                .map(value -> (float) value)
                .toArray();
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
