package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.ufm.PredictionComparison;
import org.ncollapse.ufm.fit.FitRow.Entry;
import org.ncollapse.ufm.fit.FitRow.Kind;

/** Collects one model's rows of {@code ufm.csv}, in the order in which they are written. */
final class FitRowBuilder {
    private final String model;
    private final List<FitRow> rows = new ArrayList<>();

    FitRowBuilder(UfmModelName model) {
        this.model = model.toString();
    }

    /** Adds a value about the whole run. */
    void addScore(String quantity, double value) {
        rows.add(new FitRow(
                Kind.SCORE, model, OptionalInt.empty(), "", quantity, Entry.SCALAR, value, Double.NaN, Double.NaN));
    }

    /** Adds a value of the network without a prediction. */
    void addObserved(Kind kind, int epoch, String quantity, double observed) {
        addScalar(kind, epoch, "", quantity, observed, Double.NaN);
    }

    /** Adds a value and its prediction, and computes the relative error. */
    void addScalar(Kind kind, int epoch, String layer, String quantity, double observed, double predicted) {
        add(kind, epoch, layer, quantity, observed, predicted, relativeError(observed, predicted));
    }

    private void add(
            Kind kind,
            int epoch,
            String layer,
            String quantity,
            double observed,
            double predicted,
            double relativeError) {
        rows.add(new FitRow(
                kind, model, OptionalInt.of(epoch), layer, quantity, Entry.SCALAR, observed, predicted, relativeError));
    }

    /** Adds a comparison of norms, with the relative error of the difference. */
    void addComparison(Kind kind, int epoch, PredictionComparison comparison) {
        add(
                kind,
                epoch,
                comparison.layer(),
                comparison.quantity(),
                comparison.observed(),
                comparison.predicted(),
                comparison.relativeError());
    }

    /**
     * Adds every entry of a matrix.
     *
     * @param predicted null if there is no prediction
     */
    void addMatrix(int epoch, String layer, String quantity, DMatrixRMaj observed, DMatrixRMaj predicted) {
        for (int i = 0; i < observed.numRows; i++) {
            for (int j = 0; j < observed.numCols; j++) {
                double prediction = predicted == null ? Double.NaN : predicted.get(i, j);
                rows.add(new FitRow(
                        Kind.MATRIX,
                        model,
                        OptionalInt.of(epoch),
                        layer,
                        quantity,
                        Entry.ofMatrix(i, j),
                        observed.get(i, j),
                        prediction,
                        relativeError(observed.get(i, j), prediction)));
            }
        }
    }

    /**
     * Adds singular values, descending; the shorter list is padded with zeros.
     *
     * @param predicted null if there is no prediction
     */
    void addSpectrum(int epoch, String layer, double[] observed, double[] predicted) {
        int length = Math.max(observed.length, predicted == null ? 0 : predicted.length);
        for (int i = 0; i < length; i++) {
            double value = i < observed.length ? observed[i] : 0;
            double prediction = predicted == null ? Double.NaN : i < predicted.length ? predicted[i] : 0;
            rows.add(new FitRow(
                    Kind.SPECTRUM,
                    model,
                    OptionalInt.of(epoch),
                    layer,
                    "singular_values",
                    Entry.ofVector(i),
                    value,
                    prediction,
                    relativeError(value, prediction)));
        }
    }

    /** Returns the rows so far. */
    List<FitRow> rows() {
        return rows;
    }

    private static double relativeError(double observed, double predicted) {
        return predicted == 0 ? observed == 0 ? 0 : Double.NaN : Math.abs(observed - predicted) / Math.abs(predicted);
    }
}
