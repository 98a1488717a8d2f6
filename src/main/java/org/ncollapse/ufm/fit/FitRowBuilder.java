package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.ufm.fit.FitRow.Kind;

/** One model's rows, in the order in which they are written down. */
final class FitRowBuilder {
    private final String model;
    private final List<FitRow> rows = new ArrayList<>();

    FitRowBuilder(String model) {
        this.model = model;
    }

    /** A number of the network alone. */
    void addObserved(Kind kind, int epoch, String quantity, double observed) {
        addScalar(kind, epoch, "", quantity, observed, Double.NaN);
    }

    /** A number beside its prediction, with the relative error between them. */
    void addScalar(Kind kind, int epoch, String layer, String quantity, double observed, double predicted) {
        rows.add(new FitRow(
                kind, model, epoch, layer, quantity, -1, -1, observed, predicted, relativeError(observed, predicted)));
    }

    /** A number beside its prediction whose relative error is known. */
    void addComparison(
            Kind kind,
            int epoch,
            String layer,
            String quantity,
            double observed,
            double predicted,
            double relativeError) {
        rows.add(new FitRow(kind, model, epoch, layer, quantity, -1, -1, observed, predicted, relativeError));
    }

    /** Every entry of a matrix; where nothing is predicted, the prediction is null. */
    void addMatrix(int epoch, String layer, String quantity, DMatrixRMaj observed, DMatrixRMaj predicted) {
        for (int i = 0; i < observed.numRows; i++) {
            for (int j = 0; j < observed.numCols; j++) {
                double theory = predicted == null ? Double.NaN : predicted.get(i, j);
                rows.add(new FitRow(
                        Kind.MATRIX,
                        model,
                        epoch,
                        layer,
                        quantity,
                        i,
                        j,
                        observed.get(i, j),
                        theory,
                        relativeError(observed.get(i, j), theory)));
            }
        }
    }

    /**
     * A spectrum, descending; one that is shorter ends in zeros, and where nothing is predicted, the prediction is
     * null.
     */
    void addSpectrum(int epoch, String layer, double[] observed, double[] predicted) {
        int length = Math.max(observed.length, predicted == null ? 0 : predicted.length);
        for (int i = 0; i < length; i++) {
            double seen = i < observed.length ? observed[i] : 0;
            double theory = predicted == null ? Double.NaN : i < predicted.length ? predicted[i] : 0;
            rows.add(new FitRow(
                    Kind.SPECTRUM,
                    model,
                    epoch,
                    layer,
                    "singular_values",
                    i,
                    -1,
                    seen,
                    theory,
                    relativeError(seen, theory)));
        }
    }

    List<FitRow> rows() {
        return rows;
    }

    private static double relativeError(double observed, double predicted) {
        return predicted == 0 ? observed == 0 ? 0 : Double.NaN : Math.abs(observed - predicted) / Math.abs(predicted);
    }
}
