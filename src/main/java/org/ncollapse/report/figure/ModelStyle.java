package org.ncollapse.report.figure;

import java.awt.BasicStroke;
import java.util.List;
import org.ncollapse.report.table.FitRows;

/** The colour and the dash by which each model is known in every figure. */
final class ModelStyle {
    /** No two of one length, so that a figure printed without colours still tells them apart. */
    private static final List<BasicStroke> LINES = List.of(
            FigureStyle.SOLID,
            FigureStyle.dashed(4f, 1.8f),
            FigureStyle.dashed(1.2f, 1.2f),
            FigureStyle.dashed(6f, 1.5f, 1.2f, 1.5f),
            FigureStyle.dashed(2.4f, 1.2f),
            FigureStyle.dashed(8f, 2f));

    private ModelStyle() {}

    /** A model's line. */
    static CurveStyle line(String model) {
        return CurveStyle.plainLine(
                FigureStyle.colour(FitRows.modelOrder(model)), LINES.get(FitRows.modelOrder(model) % LINES.size()));
    }

    /** A model's line at the pace of NC1 alone: the same, thin. */
    static CurveStyle nc1TimeScale(String model) {
        return thin(line(model));
    }

    /** What the legend says such lines by. */
    static CurveStyle nc1TimeScale() {
        return thin(CurveStyle.plainLine(FigureStyle.FOREGROUND, FigureStyle.SOLID));
    }

    private static CurveStyle thin(CurveStyle style) {
        BasicStroke line = style.line();
        return CurveStyle.plainLine(
                style.colour(),
                new BasicStroke(
                        line.getLineWidth() / 2,
                        line.getEndCap(),
                        line.getLineJoin(),
                        line.getMiterLimit(),
                        line.getDashArray(),
                        0));
    }

    /** A model's short bars: its colour, unbroken. */
    static CurveStyle bar(String model) {
        return CurveStyle.plainLine(FigureStyle.colour(FitRows.modelOrder(model)), FigureStyle.BAR);
    }

    /** The network's points, beside the models' lines. */
    static CurveStyle network() {
        return new CurveStyle(
                FigureStyle.FOREGROUND,
                null,
                FigureStyle.marker(0),
                FigureStyle.BACKGROUND,
                CurveStyle.MarkerPolicy.ALL);
    }
}
