package org.ncollapse.report.figure;

import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * {@code ufm-matrices}: Gram matrices and logits of the network and of the models as heat maps, with one color scale
 * for each row.
 *
 * @param titles of the columns, as lines
 * @param rows with one map for each column
 */
record MatricesFigure(List<List<String>> titles, List<HeatMapRow> rows) implements Drawing {
    static final String NAME = "ufm-matrices";
    private static final int MAX_PREDICTIONS = 3;
    private static final double TITLE_LINE = 7.5;
    private static final double LARGEST_MAP = 72;

    MatricesFigure {
        titles = titles.stream().map(List::copyOf).toList();
        rows = List.copyOf(rows);
    }

    /** The matrices that have a row, at the head's input, where all models have predictions. */
    private enum MatrixKind {
        CLASS_MEAN_GRAM("class_mean_gram", "Gram of means"),
        WEIGHT_GRAM("weight_gram", "Gram of head"),
        LOGITS("logits", "mean logits");

        private final String name;
        private final String label;

        MatrixKind(String name, String label) {
            this.name = name;
            this.label = label;
        }
    }

    /** Models with the same predictions in every row, such as the two extended ones, share a column. */
    private record Column(List<String> models, List<DMatrixRMaj> maps) {}

    /** Returns the figure; empty if there are no matrices. */
    static Optional<MatricesFigure> of(FitRows fit) {
        FitRows all = fit.ofKind(Kind.MATRIX);
        FitRows rows = new FitRows(Stream.of("H", "W", "")
                .flatMap(layer -> all.ofLayer(layer).rows().stream())
                .toList());
        List<MatrixKind> quantities = Stream.of(MatrixKind.values())
                .filter(quantity -> !rows.ofQuantity(quantity.name).rows().isEmpty())
                .toList();
        List<Column> columns = new ArrayList<>();
        for (String model : rows.models()) {
            List<DMatrixRMaj> maps = maps(quantities, rows.ofModel(model), FitRow::predicted);
            columns.stream()
                    .filter(column -> equal(column.maps, maps))
                    .findFirst()
                    .ifPresentOrElse(
                            column -> column.models.add(model),
                            () -> columns.add(new Column(new ArrayList<>(List.of(model)), maps)));
        }
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        columns.subList(Math.min(MAX_PREDICTIONS, columns.size()), columns.size())
                .clear();
        columns.add(0, new Column(List.of("network"), maps(quantities, rows, FitRow::observed)));
        List<HeatMapRow> heat = new ArrayList<>();
        for (int i = 0; i < quantities.size(); i++) {
            int row = i;
            heat.add(new HeatMapRow(
                    quantities.get(i).label,
                    columns.stream().map(column -> column.maps.get(row)).toList()));
        }
        return Optional.of(
                new MatricesFigure(columns.stream().map(Column::models).toList(), heat));
    }

    private static List<DMatrixRMaj> maps(List<MatrixKind> quantities, FitRows rows, ToDoubleFunction<FitRow> value) {
        return quantities.stream()
                .map(quantity -> map(rows.ofQuantity(quantity.name).rows(), value))
                .toList();
    }

    /** Returns null if the model does not determine this matrix. */
    private static DMatrixRMaj map(List<FitRow> rows, ToDoubleFunction<FitRow> value) {
        if (rows.stream().mapToDouble(value).allMatch(Double::isNaN)) {
            return null;
        }
        int size = 1
                + rows.stream()
                        .mapToInt(row -> Math.max(rowIndex(row), columnIndex(row)))
                        .max()
                        .orElseThrow();
        DMatrixRMaj map = new DMatrixRMaj(size, size);
        map.fill(Double.NaN);
        rows.forEach(row -> map.set(rowIndex(row), columnIndex(row), value.applyAsDouble(row)));
        return map;
    }

    private static int rowIndex(FitRow row) {
        return row.entry().i().orElseThrow();
    }

    private static int columnIndex(FitRow row) {
        return row.entry().j().orElseThrow();
    }

    private static boolean equal(List<DMatrixRMaj> some, List<DMatrixRMaj> others) {
        return IntStream.range(0, some.size()).allMatch(i -> Arrays.equals(cells(some.get(i)), cells(others.get(i))));
    }

    private static double[] cells(DMatrixRMaj map) {
        return map == null ? null : map.data;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double width() {
        return titles.size() <= 3 ? FigureStyle.COLUMN_WIDTH : FigureStyle.PAGE_WIDTH;
    }

    @Override
    public double height() {
        double pixel = FigureStyle.POINTS_PER_INCH / FigureStyle.PNG_DOTS_PER_INCH;
        return Math.ceil(
                        (top() + rows.size() * (side() + HeatMapRow.GAP) - HeatMapRow.GAP + FigureStyle.MARGIN) / pixel)
                * pixel;
    }

    private double top() {
        return FigureStyle.MARGIN
                + TITLE_LINE * titles.stream().mapToInt(List::size).max().orElse(0);
    }

    private double side() {
        return Math.min(
                LARGEST_MAP,
                (width() - 2 * FigureStyle.MARGIN - HeatMapRow.LABEL_SPACE - HeatMapRow.BAR_SPACE) / titles.size()
                        - HeatMapRow.GAP);
    }

    @Override
    public void draw(Graphics2D g2) {
        FigureStyle.clear(g2, width(), height());
        double side = side();
        double drawn = HeatMapRow.LABEL_SPACE + titles.size() * (side + HeatMapRow.GAP) + HeatMapRow.BAR_SPACE;
        double left = (width() - drawn) / 2;
        for (int i = 0; i < titles.size(); i++) {
            drawTitle(g2, titles.get(i), left + HeatMapRow.LABEL_SPACE + i * (side + HeatMapRow.GAP) + side / 2);
        }
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i).draw(g2, left, top() + i * (side + HeatMapRow.GAP), side);
        }
    }

    private void drawTitle(Graphics2D g2, List<String> lines, double middle) {
        g2.setPaint(FigureStyle.FOREGROUND);
        g2.setFont(FigureStyle.TICK);
        double baseline = top() - 3 - (lines.size() - 1) * TITLE_LINE;
        for (String line : lines) {
            g2.drawString(line, (float) (middle - FigureStyle.width(FigureStyle.TICK, line) / 2), (float) baseline);
            baseline += TITLE_LINE;
        }
    }
}
