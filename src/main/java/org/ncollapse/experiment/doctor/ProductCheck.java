package org.ncollapse.experiment.doctor;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import java.util.Random;
import java.util.function.LongSupplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Proves the BLAS by a product of square matrices: right, and as fast as only a BLAS is. */
final class ProductCheck {

    private static final int SIZE = 768;
    /** Rows of the result that plain loops make again. */
    private static final int CHECKED = 48;

    /** OpenBLAS's kernels for AVX2 and later are 50 and more times as fast as plain loops on one thread, with two threads; those for SSE3 17 to 35 times. */
    private static final double FAST = 8;

    private ProductCheck() {
    }

    /** Matrices of one type, row by row: {@code result} becomes the product. */
    @FunctionalInterface
    interface Product {
        void of(INDArray left, INDArray right, INDArray result);
    }

    /** OpenBLAS's. */
    static void blas(INDArray left, INDArray right, INDArray result) {
        if (left.dataType() == DataType.FLOAT) {
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, SIZE, SIZE, SIZE, 1, new FloatPointer(left.data().addressPointer()), SIZE,
                    new FloatPointer(right.data().addressPointer()), SIZE, 0, new FloatPointer(result.data().addressPointer()), SIZE);
        } else {
            cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, SIZE, SIZE, SIZE, 1, new DoublePointer(left.data().addressPointer()), SIZE,
                    new DoublePointer(right.data().addressPointer()), SIZE, 0, new DoublePointer(result.data().addressPointer()), SIZE);
        }
    }

    /**
     * Runs it, time after time, and in part by plain loops.
     *
     * @param type FLOAT or DOUBLE
     */
    static Finding of(DataType type, Product product, LongSupplier nanos) {
        String name = type == DataType.FLOAT ? "BLAS, float" : "BLAS, double";
        Random random = new Random(1);
        INDArray left = matrix(type, random);
        INDArray right = matrix(type, random);
        INDArray result = Nd4j.create(type, SIZE, SIZE);
        double rate = operations(SIZE) / new Timing(nanos).best(() -> product.of(left, right, result));
        double[] a = left.data().asDouble();
        double[] b = right.data().asDouble();
        double[] c = result.data().asDouble();
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
        // Numbers below one half: what rounding makes of SIZE of their products stays far below.
        if (error > (type == DataType.FLOAT ? 1e-3 : 1e-11)) {
            return Finding.problem(name, "a product is wrong by %.1e; %s".formatted(error, speed),
                    "set OPENBLAS_CORETYPE to other kernels, such as Haswell, and please report this processor");
        }
        return rate < FAST * plainRate
                ? Finding.warning(name, "right, but slow: " + speed, "unset OPENBLAS_CORETYPE for the launcher to choose, and stop what else takes the processors")
                : Finding.ok(name, "a product is right and fast: " + speed);
    }

    private static double operations(int rows) {
        return 2.0 * rows * SIZE * SIZE;
    }

    private static INDArray matrix(DataType type, Random random) {
        return Nd4j.createFromArray(random.doubles((long) SIZE * SIZE, -0.5, 0.5).toArray()).castTo(type).reshape(SIZE, SIZE);
    }
}
