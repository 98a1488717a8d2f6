package org.ncollapse.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Entry;
import org.ncollapse.ufm.fit.FitRow.Kind;

/** Synthetic rows of a fit: smooth curves and noisy frames of a given number of classes. */
final class SyntheticFitRows {
    static final int START = 5;
    /** Time constants of weight decay. */
    static final double TIME_PER_EPOCH = 0.01;

    private static final int LAST = 200;
    private static final List<Integer> EPOCHS = epochs();
    static final int LAST_FITTED = EPOCHS.get(EPOCHS.size() / 2);

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

    private void scalar(Kind kind, String model, int epoch, String quantity, double observed, double predicted) {
        add(kind, model, OptionalInt.of(epoch), "", quantity, Entry.SCALAR, observed, predicted);
    }

    private void score(String model, String quantity, double value) {
        add(Kind.SCORE, model, OptionalInt.empty(), "", quantity, Entry.SCALAR, value, Double.NaN);
    }

    private void matrix(String model, String layer, String quantity, Entry entry, double observed, double predicted) {
        add(Kind.MATRIX, model, OptionalInt.of(LAST), layer, quantity, entry, observed, predicted);
    }

    private void singularValue(String model, String layer, int index, double observed, double predicted) {
        Entry entry = Entry.ofVector(index);
        add(Kind.SPECTRUM, model, OptionalInt.of(LAST), layer, "singular_values", entry, observed, predicted);
    }

    private void add(
            Kind kind,
            String model,
            OptionalInt epoch,
            String layer,
            String quantity,
            Entry entry,
            double observed,
            double predicted) {
        double relativeError = Math.abs(observed - predicted) / Math.abs(predicted);
        rows.add(new FitRow(kind, model, epoch, layer, quantity, entry, observed, predicted, relativeError));
    }

    private void estimates(String model) {
        String symbol = extended(model) ? "lambda_bar" : model.equals("plain-cross-entropy") ? "s" : "c";
        double scale = symbol.equals("lambda_bar") ? 1e-3 : symbol.equals("s") ? 0.004 : 0.05;
        double critical = symbol.equals("lambda_bar") ? 0.012 : symbol.equals("s") ? 1.0 / classes : 1;
        for (int epoch : EPOCHS) {
            scalar(
                    Kind.ESTIMATE,
                    model,
                    epoch,
                    symbol + "_balance",
                    scale * (1 + 8 * Math.exp(-epoch / 30.0)),
                    Double.NaN);
            scalar(
                    Kind.ESTIMATE,
                    model,
                    epoch,
                    symbol + "_shrinkage",
                    scale * (1.1 + 4 * Math.exp(-epoch / 20.0)),
                    Double.NaN);
            scalar(Kind.ESTIMATE, model, epoch, "critical_value", Double.NaN, critical);
        }
    }

    private void trajectories(String model, int modelIndex) {
        boolean biased = model.equals("plain-cross-entropy");
        for (int epoch : EPOCHS.stream().filter(epoch -> epoch >= START).toList()) {
            double t = (epoch - START) / 60.0;
            double wobble = 1 + 0.1 * Math.sin(epoch);
            scalar(
                    Kind.TRAJECTORY,
                    model,
                    epoch,
                    "nc1",
                    0.8 * Math.exp(-2.5 * t) * wobble + 1e-3,
                    0.8 * Math.exp(-(1.5 + 2 * modelIndex) * t));
            scalar(
                    Kind.TRAJECTORY,
                    model,
                    epoch,
                    biased ? "nc2_etf" : "nc2_of",
                    0.5 * Math.exp(-0.6 * t) * wobble,
                    0.5 * Math.exp(-(0.4 + 0.2 * modelIndex) * t));
            scalar(
                    Kind.TRAJECTORY,
                    model,
                    epoch,
                    "nc1" + FitRow.FROZEN_SUFFIX,
                    0.8 * Math.exp(-2.5 * t) * wobble + 1e-3,
                    0.7 * Math.exp(-0.3 * t));
            scalar(Kind.TRAJECTORY, model, epoch, FitRow.DECAY_TIME, TIME_PER_EPOCH * epoch, Double.NaN);
            if (extended(model)) {
                scalar(
                        Kind.TRAJECTORY,
                        model,
                        epoch,
                        "nc1_ratio",
                        0.3 * Math.exp(-0.5 * t) * wobble,
                        model.endsWith("relu") ? 0.3 * Math.exp(-0.4 * t) : 0.9);
            }
        }
        score(model, "start_epoch", START);
        score(model, "last_fitted_epoch", LAST_FITTED);
        score(model, "rmse_nc1", 0.03 + 0.2 * modelIndex);
    }

    private void matrices(String model) {
        String number = extended(model) ? "2" : "";
        double size = extended(model) ? 1.3 : 1.2;
        Random noise = new Random(1);
        for (int i = 0; i < classes; i++) {
            for (int j = 0; j < classes; j++) {
                Entry entry = Entry.ofMatrix(i, j);
                double same = i == j ? 1 : 0;
                matrix(
                        model,
                        "H" + number,
                        "class_mean_gram",
                        entry,
                        1.25 * same + 0.1 * noise.nextGaussian(),
                        size * same);
                matrix(
                        model,
                        "W" + number,
                        "weight_gram",
                        entry,
                        3.1 * same + 0.2 * noise.nextGaussian(),
                        2.6 * size * same);
                matrix(
                        model,
                        "",
                        "logits",
                        entry,
                        0.93 * same + 0.02 * noise.nextGaussian(),
                        (extended(model) ? 0.95 : 0.9) * same);
            }
        }
    }

    private void spectra(String model) {
        String number = extended(model) ? "2" : "";
        for (int i = 0; i < classes; i++) {
            double tilt = 1.08 - 0.16 * i / (classes - 1);
            singularValue(model, "H" + number, i, 1.12 * tilt, extended(model) ? 1.14 : 1.1);
            singularValue(model, "W" + number, i, 1.76 * tilt, extended(model) ? 1.84 : 1.77);
            if (extended(model)) {
                singularValue(model, "W1", i, 1.9 * tilt * tilt, model.endsWith("relu") ? Double.NaN : 1.84);
                singularValue(model, "H1", i, 0.8 * tilt * tilt, model.endsWith("relu") ? Double.NaN : 0.82);
            }
        }
    }
}
