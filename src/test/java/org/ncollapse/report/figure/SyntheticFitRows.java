package org.ncollapse.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Kind;

/** Synthetic rows of a fit: smooth curves and noisy frames of a given number of classes. */
final class SyntheticFitRows {
    static final int START = 5;
    static final int SPLIT = 60;
    private static final List<Integer> EPOCHS = epochs();

    private final List<FitRow> rows = new ArrayList<>();
    private final int classes;

    private SyntheticFitRows(int classes) {
        this.classes = classes;
    }

    /** A run of 200 epochs and the named models. */
    static List<FitRow> of(int classes, String... models) {
        SyntheticFitRows fit = new SyntheticFitRows(classes);
        for (String model : models) {
            fit.estimates(model);
            fit.trajectories(model, Arrays.asList(models).indexOf(model));
            fit.matrices(model);
            fit.spectra(model);
        }
        return List.copyOf(fit.rows);
    }

    private static List<Integer> epochs() {
        List<Integer> epochs = new ArrayList<>();
        for (double epoch = 1; epoch < 201; epoch = Math.max(epoch + 1, epoch * 1.06)) {
            epochs.add((int) epoch);
        }
        return epochs;
    }

    private static boolean extended(String model) {
        return model.startsWith("extended");
    }

    private void row(
            Kind kind,
            String model,
            int epoch,
            String layer,
            String quantity,
            int i,
            int j,
            double observed,
            double predicted) {
        rows.add(new FitRow(
                kind,
                model,
                epoch,
                layer,
                quantity,
                i,
                j,
                observed,
                predicted,
                Math.abs(observed - predicted) / Math.abs(predicted)));
    }

    private void estimates(String model) {
        String symbol = extended(model) ? "lambda_bar" : model.equals("plain-cross-entropy") ? "s" : "c";
        double scale = symbol.equals("lambda_bar") ? 1e-3 : symbol.equals("s") ? 0.004 : 0.05;
        double critical = symbol.equals("lambda_bar") ? 0.012 : symbol.equals("s") ? 1.0 / classes : 1;
        for (int epoch : EPOCHS) {
            row(
                    Kind.ESTIMATE,
                    model,
                    epoch,
                    "",
                    symbol + "_balance",
                    -1,
                    -1,
                    scale * (1 + 8 * Math.exp(-epoch / 30.0)),
                    Double.NaN);
            row(
                    Kind.ESTIMATE,
                    model,
                    epoch,
                    "",
                    symbol + "_shrinkage",
                    -1,
                    -1,
                    scale * (1.1 + 4 * Math.exp(-epoch / 20.0)),
                    Double.NaN);
            row(Kind.ESTIMATE, model, epoch, "", "critical_value", -1, -1, Double.NaN, critical);
        }
    }

    private void trajectories(String model, int place) {
        boolean biased = model.equals("plain-cross-entropy");
        for (int epoch : EPOCHS.stream().filter(epoch -> epoch >= START).toList()) {
            double t = (epoch - START) / 60.0;
            double wobble = 1 + 0.1 * Math.sin(epoch);
            row(
                    Kind.TRAJECTORY,
                    model,
                    epoch,
                    "",
                    "nc1",
                    -1,
                    -1,
                    0.8 * Math.exp(-2.5 * t) * wobble + 1e-3,
                    0.8 * Math.exp(-(1.5 + 2 * place) * t));
            row(
                    Kind.TRAJECTORY,
                    model,
                    epoch,
                    "",
                    biased ? "nc2_etf" : "nc2_of",
                    -1,
                    -1,
                    0.5 * Math.exp(-0.6 * t) * wobble,
                    0.5 * Math.exp(-(0.4 + 0.2 * place) * t));
            row(
                    Kind.TRAJECTORY,
                    model,
                    epoch,
                    "",
                    biased ? "nc3_etf" : "nc3_of",
                    -1,
                    -1,
                    0.3 * Math.exp(-0.8 * t) * wobble,
                    0.3 * Math.exp(-(0.7 + 0.2 * place) * t));
            if (extended(model)) {
                row(
                        Kind.TRAJECTORY,
                        model,
                        epoch,
                        "",
                        "nc1_ratio",
                        -1,
                        -1,
                        0.3 * Math.exp(-0.5 * t) * wobble,
                        model.endsWith("relu") ? 0.3 * Math.exp(-0.4 * t) : 0.9);
            }
        }
        for (int epoch : EPOCHS.stream().filter(epoch -> epoch >= START).toList()) {
            double t = (epoch - START) / 60.0;
            row(
                    Kind.TRAJECTORY,
                    model,
                    epoch,
                    "",
                    "nc1" + FitRow.NC1_SCALE_SUFFIX,
                    -1,
                    -1,
                    0.8 * Math.exp(-2.5 * t),
                    0.8 * Math.exp(-2.6 * t));
        }
        row(Kind.SCORE, model, -1, "", "start_epoch", -1, -1, START, Double.NaN);
        row(Kind.SCORE, model, -1, "", "last_fitted_epoch", -1, -1, SPLIT, Double.NaN);
        row(Kind.SCORE, model, -1, "", "r2_nc1", -1, -1, 0.93 - 0.2 * place, Double.NaN);
    }

    private void matrices(String model) {
        String number = extended(model) ? "2" : "";
        double size = extended(model) ? 1.3 : 1.2;
        Random noise = new Random(1);
        for (int i = 0; i < classes; i++) {
            for (int j = 0; j < classes; j++) {
                double same = i == j ? 1 : 0;
                row(
                        Kind.MATRIX,
                        model,
                        200,
                        "H" + number,
                        "class_mean_gram",
                        i,
                        j,
                        1.25 * same + 0.1 * noise.nextGaussian(),
                        size * same);
                row(
                        Kind.MATRIX,
                        model,
                        200,
                        "W" + number,
                        "weight_gram",
                        i,
                        j,
                        3.1 * same + 0.2 * noise.nextGaussian(),
                        2.6 * size * same);
                row(
                        Kind.MATRIX,
                        model,
                        200,
                        "",
                        "logits",
                        i,
                        j,
                        0.93 * same + 0.02 * noise.nextGaussian(),
                        (extended(model) ? 0.95 : 0.9) * same);
            }
        }
    }

    private void spectra(String model) {
        String number = extended(model) ? "2" : "";
        for (int i = 0; i < classes; i++) {
            double tilt = 1.08 - 0.16 * i / (classes - 1);
            row(
                    Kind.SPECTRUM,
                    model,
                    200,
                    "H" + number,
                    "singular_values",
                    i,
                    -1,
                    1.12 * tilt,
                    extended(model) ? 1.14 : 1.1);
            row(
                    Kind.SPECTRUM,
                    model,
                    200,
                    "W" + number,
                    "singular_values",
                    i,
                    -1,
                    1.76 * tilt,
                    extended(model) ? 1.84 : 1.77);
            if (extended(model)) {
                row(
                        Kind.SPECTRUM,
                        model,
                        200,
                        "W1",
                        "singular_values",
                        i,
                        -1,
                        1.9 * tilt * tilt,
                        model.endsWith("relu") ? Double.NaN : 1.84);
                row(
                        Kind.SPECTRUM,
                        model,
                        200,
                        "H1",
                        "singular_values",
                        i,
                        -1,
                        0.8 * tilt * tilt,
                        model.endsWith("relu") ? Double.NaN : 0.82);
            }
        }
    }
}
