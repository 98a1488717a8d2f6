package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The models' objectives and one step of gradient descent by nested loops over arrays, with samples in columns. */
final class NaiveUfm {
    private final UfmModel model;
    private final List<double[][]> weights = new ArrayList<>();
    private double[][] features;
    private final double[] bias;

    NaiveUfm(UfmModel model, UfmState start) {
        this.model = model;
        for (int l = 0; l < start.weights().size(); l++) {
            double[][] weight =
                    new double[start.weights().get(l).numRows][start.weights().get(l).numCols];
            for (int i = 0; i < weight.length; i++) {
                for (int j = 0; j < weight[0].length; j++) {
                    weight[i][j] = start.weights().get(l).get(i, j);
                }
            }
            weights.add(weight);
        }
        features = new double[start.features().numCols][start.features().numRows];
        for (int i = 0; i < features.length; i++) {
            for (int j = 0; j < features[0].length; j++) {
                features[i][j] = start.features().get(j, i);
            }
        }
        bias = start.bias() == null ? null : start.bias().clone();
    }

    /** W_L, …, W_1 row by row, H_1 sample by sample, the bias. */
    double[] variables() {
        List<double[]> rows = new ArrayList<>();
        weights.forEach(weight -> rows.addAll(List.of(weight)));
        rows.addAll(List.of(transposed(features)));
        if (bias != null) {
            rows.add(bias);
        }
        return rows.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** W_1 H_1 before any ReLU. */
    double[][] preActivations() {
        return product(weights.get(weights.size() - 1), features);
    }

    double objective() {
        double[][] outputs = outputs(layers());
        double sum = 0;
        for (int i = 0; i < model.samples(); i++) {
            double exponentials = 0;
            for (int k = 0; k < model.classes(); k++) {
                double error = outputs[k][i] - label(k, i);
                sum += model.crossEntropy() ? -label(k, i) * outputs[k][i] : error * error / 2;
                exponentials += Math.exp(outputs[k][i]);
            }
            sum += model.crossEntropy() ? Math.log(exponentials) : 0;
        }
        double objective = sum / model.samples();
        for (int l = 0; l < weights.size(); l++) {
            objective += model.lambdas().get(l) / 2 * square(weights.get(l));
        }
        objective += model.lambdas().get(weights.size()) / 2 * square(features);
        return bias == null ? objective : objective + model.lambdaB().getAsDouble() / 2 * square(new double[][] {bias});
    }

    void step(double step) {
        List<double[][]> layers = layers();
        double[][] signal = outputs(layers);
        for (int i = 0; i < model.samples(); i++) {
            double exponentials = 0;
            for (int k = 0; k < model.classes(); k++) {
                exponentials += Math.exp(signal[k][i]);
            }
            for (int k = 0; k < model.classes(); k++) {
                double output = model.crossEntropy() ? Math.exp(signal[k][i]) / exponentials : signal[k][i];
                signal[k][i] = (output - label(k, i)) / model.samples();
            }
        }
        for (int k = 0; bias != null && k < bias.length; k++) {
            double gradient = model.lambdaB().getAsDouble() * bias[k];
            for (double derivative : signal[k]) {
                gradient += derivative;
            }
            bias[k] -= step * gradient;
        }
        for (int l = 0; l < weights.size(); l++) {
            double[][] gradient = product(signal, transposed(layers.get(l)));
            double[][] inputGradient = product(transposed(weights.get(l)), signal);
            weights.set(l, stepped(weights.get(l), gradient, model.lambdas().get(l), step));
            if (model.relu() && l == 0) {
                for (int i = 0; i < inputGradient.length; i++) {
                    for (int j = 0; j < inputGradient[0].length; j++) {
                        inputGradient[i][j] = layers.get(0)[i][j] > 0 ? inputGradient[i][j] : 0;
                    }
                }
            }
            signal = inputGradient;
        }
        features = stepped(features, signal, model.lambdas().get(weights.size()), step);
    }

    /** H_L, …, H_1. */
    private List<double[][]> layers() {
        List<double[][]> layers = new ArrayList<>();
        layers.add(features);
        for (int l = weights.size() - 1; l > 0; l--) {
            double[][] above = product(weights.get(l), layers.get(0));
            for (double[] row : above) {
                for (int j = 0; model.relu() && j < row.length; j++) {
                    row[j] = Math.max(row[j], 0);
                }
            }
            layers.add(0, above);
        }
        return layers;
    }

    private double[][] outputs(List<double[][]> layers) {
        double[][] outputs = product(weights.get(0), layers.get(0));
        for (int k = 0; bias != null && k < bias.length; k++) {
            for (int i = 0; i < outputs[k].length; i++) {
                outputs[k][i] += bias[k];
            }
        }
        return outputs;
    }

    /** Y: samples are grouped by class. */
    private double label(int k, int sample) {
        int first = model.classCounts().subList(0, k).stream()
                .mapToInt(Integer::intValue)
                .sum();
        return sample >= first && sample < first + model.classCounts().get(k) ? 1 : 0;
    }

    private static double[][] stepped(double[][] matrix, double[][] gradient, double decay, double step) {
        double[][] stepped = new double[matrix.length][matrix[0].length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[0].length; j++) {
                stepped[i][j] = matrix[i][j] - step * (gradient[i][j] + decay * matrix[i][j]);
            }
        }
        return stepped;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] product = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int m = 0; m < b.length; m++) {
                    product[i][j] += a[i][m] * b[m][j];
                }
            }
        }
        return product;
    }

    private static double[][] transposed(double[][] matrix) {
        double[][] transposed = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[0].length; j++) {
                transposed[j][i] = matrix[i][j];
            }
        }
        return transposed;
    }

    private static double square(double[][] matrix) {
        double sum = 0;
        for (double[] row : matrix) {
            for (double value : row) {
                sum += value * value;
            }
        }
        return sum;
    }
}
