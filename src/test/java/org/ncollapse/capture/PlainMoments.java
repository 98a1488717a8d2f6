package org.ncollapse.capture;

import org.ncollapse.training.TinyExperiments;

/** Class means and within-class covariance as plain loops over all samples, in double precision. */
final class PlainMoments {

    private PlainMoments() {}

    static double[][] means(double[][] features, int[] labels) {
        double[][] means = new double[TinyExperiments.CLASSES][features[0].length];
        int[] counts = new int[TinyExperiments.CLASSES];
        for (int label : labels) {
            counts[label]++;
        }
        for (int i = 0; i < features.length; i++) {
            for (int j = 0; j < features[i].length; j++) {
                means[labels[i]][j] += features[i][j] / counts[labels[i]];
            }
        }
        return means;
    }

    static double[][] withinClass(double[][] features, int[] labels, double[][] means) {
        int width = features[0].length;
        double[][] within = new double[width][width];
        for (int i = 0; i < features.length; i++) {
            for (int a = 0; a < width; a++) {
                for (int b = 0; b < width; b++) {
                    within[a][b] += (features[i][a] - means[labels[i]][a])
                            * (features[i][b] - means[labels[i]][b])
                            / features.length;
                }
            }
        }
        return within;
    }

    static int argmax(double[] values) {
        int argmax = 0;
        for (int k = 1; k < values.length; k++) {
            argmax = values[k] > values[argmax] ? k : argmax;
        }
        return argmax;
    }
}
