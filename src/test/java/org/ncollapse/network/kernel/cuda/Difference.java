package org.ncollapse.network.kernel.cuda;

/**
 * How much an array differs from the CPU's.
 *
 * @param array what it is
 * @param relativeError ‖gpu − cpu‖ / ‖cpu‖
 * @param largestError the largest difference of one element, relative to the root mean square of the CPU's array
 */
record Difference(String array, double relativeError, double largestError) {

    static Difference of(String array, float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            throw new IllegalArgumentException(array + " has " + actual.length + " elements, not " + expected.length);
        }
        double square = 0;
        double norm = 0;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs((double) actual[i] - expected[i]);
            square += difference * difference;
            norm += (double) expected[i] * expected[i];
            // Not Math.max alone: a NaN on the GPU is an infinite difference.
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        norm = Math.max(norm, 1e-12);
        double error = largest == Double.POSITIVE_INFINITY ? largest : Math.sqrt(square / norm);
        return new Difference(array, error, largest / Math.sqrt(norm / expected.length));
    }
}
