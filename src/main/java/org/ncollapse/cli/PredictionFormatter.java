package org.ncollapse.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ncollapse.text.NumberText;
import org.ncollapse.ufm.Prediction;
import org.ncollapse.ufm.Prediction.Factor;
import org.ncollapse.ufm.Prediction.LayerMeans;
import org.ncollapse.ufm.UfmModel;

/** Formats a prediction as a table with six significant digits. */
final class PredictionFormatter {

    private static final int DIGITS = 6;
    private static final int LINE_WIDTH = 100;
    private static final int MAX_VALUES_SHOWN = 12;
    /** Relative difference of entries that are equal up to rounding. */
    private static final double TOLERANCE = 1e-12;

    private static final String UNDETERMINED = "not determined";

    private final UfmModel model;
    private final Prediction prediction;
    private final StringBuilder text = new StringBuilder();

    private PredictionFormatter(UfmModel model, Prediction prediction) {
        this.model = model;
        this.prediction = prediction;
    }

    static String format(UfmModel model, Prediction prediction) {
        PredictionFormatter table = new PredictionFormatter(model, prediction);
        table.settings();
        table.minimizer();
        table.factors();
        table.layers();
        table.remarks();
        return table.text.toString().stripTrailing();
    }

    private void settings() {
        text.append(model.kind())
                .append(": ")
                .append(model.classes())
                .append(" classes, samples per class ")
                .append(
                        model.classCounts().stream().distinct().count() == 1
                                ? model.classCounts().get(0).toString()
                                : withRepetitionCounts(model.classCounts().stream()
                                        .mapToDouble(Integer::doubleValue)
                                        .toArray()))
                .append(", width ")
                .append(model.widths().stream().map(String::valueOf).collect(Collectors.joining(", ")))
                .append('\n');
        String lambdas = IntStream.range(0, model.lambdas().size())
                .mapToObj(f -> model.factorNames().get(f) + " "
                        + number(model.lambdas().get(f)))
                .collect(Collectors.joining(", "));
        text.append("λ: ")
                .append(lambdas)
                .append(", ")
                .append(
                        !model.hasBias()
                                ? "no bias"
                                : model.hasUnpenalizedBias()
                                        ? "b 0 (no penalty)"
                                        : "b " + number(model.lambdaB().getAsDouble()))
                .append("\n\n");
    }

    private void minimizer() {
        Prediction.Threshold threshold = prediction.threshold();
        String head = prediction.factors().get(0).name();
        List<String[]> rows = new ArrayList<>();
        rows.add(row(
                threshold.symbol().toString(),
                number(threshold.strength())
                        + (threshold.isZeroSolution() ? ", at least " : ", below ")
                        + number(threshold.critical())
                        + (threshold.isZeroSolution()
                                ? ": the minimizer is zero"
                                : ", where the minimizer becomes zero")));
        rows.add(row("objective", number(prediction.objective())));
        rows.add(row("logits", prediction.logits() == null ? UNDETERMINED : matrixForm(prediction.logits())));
        if (model.hasBias()) {
            rows.add(row("bias", prediction.bias() == null ? UNDETERMINED : withRepetitionCounts(prediction.bias())));
        }
        rows.add(row(head + head + "ᵀ", matrixForm(prediction.headGram())));
        append(rows);
    }

    private void factors() {
        List<String[]> rows = new ArrayList<>();
        rows.add(row("factor", "‖·‖²", "nonzero singular values"));
        for (Factor factor : prediction.factors()) {
            rows.add(row(
                    factor.name(),
                    number(factor.squaredNorm()),
                    factor.singularValues() == null ? UNDETERMINED : withRepetitionCounts(factor.singularValues())));
        }
        append(rows);
    }

    private void layers() {
        List<String[]> rows = new ArrayList<>();
        rows.add(row("class means", "‖h̄_k‖²", "H̄ᵀH̄"));
        for (LayerMeans layer : prediction.layers()) {
            rows.add(row(
                    layer.name(),
                    withRepetitionCounts(layer.squaredMeanNorms()),
                    layer.gram() == null ? UNDETERMINED : matrixForm(layer.gram())));
        }
        append(rows);
        if (text.indexOf("·J") >= 0 || text.indexOf("J/") >= 0) {
            text.append("I is the identity, J a matrix of ones.\n\n");
        }
    }

    private void remarks() {
        for (String remark : prediction.remarks()) {
            int column = 0;
            for (String word : remark.split(" ")) {
                if (column > 0 && column + 1 + width(word) > LINE_WIDTH) {
                    text.append('\n');
                    column = 0;
                }
                text.append(column > 0 ? " " : "").append(word);
                column += width(word) + (column > 0 ? 1 : 0);
            }
            text.append("\n\n");
        }
    }

    private static String[] row(String... cells) {
        return cells;
    }

    /** Appends a table whose columns have the width of their widest cell, and an empty line. */
    private void append(List<String[]> rows) {
        int columns = rows.get(0).length;
        for (String[] row : rows) {
            for (int c = 0; c < columns; c++) {
                int column = c;
                int padding = rows.stream()
                                .mapToInt(other -> width(other[column]))
                                .max()
                                .orElseThrow()
                        - width(row[c])
                        + 3;
                text.append(row[c]).append(c < columns - 1 ? " ".repeat(padding) : "\n");
            }
        }
        text.append('\n');
    }

    /** Returns the number of terminal columns; a combining mark takes none. */
    private static int width(String cell) {
        return (int) cell.codePoints()
                .filter(point -> Character.getType(point) != Character.NON_SPACING_MARK)
                .count();
    }

    /** Returns p·I + q·J for a matrix in which all classes are alike, otherwise the diagonal. */
    private static String matrixForm(DMatrixRMaj matrix) {
        int classes = matrix.numRows;
        double largest = CommonOps_DDRM.elementMaxAbs(matrix);
        double[] diagonal = CommonOps_DDRM.extractDiag(matrix, null).data;
        if (largest == 0) {
            return "0";
        }
        if (!Arrays.stream(diagonal).allMatch(value -> Math.abs(value - diagonal[0]) <= TOLERANCE * largest)) {
            return "diagonal: " + withRepetitionCounts(diagonal);
        }
        double ones = matrix.get(0, 1);
        double identity = diagonal[0] - ones;
        if (Math.abs(ones) <= TOLERANCE * largest) {
            return number(identity) + "·I";
        }
        if (Math.abs(identity) <= TOLERANCE * largest) {
            return number(ones) + "·J";
        }
        return Math.abs(identity + classes * ones) <= TOLERANCE * largest
                ? number(identity) + "·(I − J/" + classes + ")"
                : number(identity) + "·I " + (ones < 0 ? "− " : "+ ") + number(Math.abs(ones)) + "·J";
    }

    /** Returns the values with repetitions counted: {@code 3 × 0.5, 0.25}. */
    private static String withRepetitionCounts(double[] values) {
        List<String> shown = new ArrayList<>();
        for (int from = 0; from < values.length; ) {
            int to = from;
            while (to < values.length && Math.abs(values[to] - values[from]) <= TOLERANCE * Math.abs(values[from])) {
                to++;
            }
            if (shown.size() == MAX_VALUES_SHOWN) {
                shown.add("… (all of them with --json)");
                break;
            }
            shown.add((to - from > 1 ? to - from + " × " : "") + number(values[from]));
            from = to;
        }
        return shown.isEmpty() ? "none" : String.join(", ", shown);
    }

    private static String number(double value) {
        return NumberText.significant(value, DIGITS);
    }
}
