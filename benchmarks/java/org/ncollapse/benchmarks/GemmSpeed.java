package org.ncollapse.benchmarks;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;

import org.bytedeco.javacpp.DoublePointer;

/** The time of a covariance at the speed of the machine's double-precision gemm: N·d² operations, half of XᵀX. */
final class GemmSpeed {

    /** Rows of the timed product. */
    private static final int ROWS = 1024;

    private GemmSpeed() {}

    /** Seconds for {@code samples} rows of width {@code width}. */
    static double rankUpdateSeconds(long samples, int width) {
        return (double) samples * width * width / flopsPerSecond(width);
    }

    /** Operations per second of XᵀX with X of 1,024 × width; the fastest of several repetitions. */
    static double flopsPerSecond(int width) {
        try (DoublePointer x = new DoublePointer((long) ROWS * width);
                DoublePointer product = new DoublePointer((long) width * width)) {
            for (long i = 0; i < (long) ROWS * width; i++) {
                x.put(i, 1.0 / (i % 97 + 1));
            }
            double fastest = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 8; i++) {
                Stopwatch watch = new Stopwatch();
                cblas_dgemm(
                        CblasRowMajor,
                        CblasTrans,
                        CblasNoTrans,
                        width,
                        width,
                        ROWS,
                        1,
                        x,
                        width,
                        x,
                        width,
                        0,
                        product,
                        width);
                fastest = Math.min(fastest, watch.seconds());
            }
            return 2.0 * ROWS * width * width / fastest;
        }
    }
}
