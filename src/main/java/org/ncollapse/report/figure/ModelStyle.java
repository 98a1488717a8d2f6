package org.ncollapse.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.ncollapse.report.table.FitRows;

/** The color and the dashes of each model, the same in all figures. */
final class ModelStyle {
    /** All different, so that models can be told apart without color. */
    private static final List<BasicStroke> LINES = List.of(
            FigureStyle.SOLID,
            FigureStyle.dashed(4f, 1.8f),
            FigureStyle.dashed(1.2f, 1.2f),
            FigureStyle.dashed(6f, 1.5f, 1.2f, 1.5f),
            FigureStyle.dashed(2.4f, 1.2f),
            FigureStyle.dashed(8f, 2f));

    /** Of 255. */
    private static final int BAND_ALPHA = 56;

    private ModelStyle() {}

    /** Returns the line of a model. */
    static CurveStyle line(String model) {
        return CurveStyle.plainLine(
                FigureStyle.color(FitRows.modelOrder(model)), LINES.get(FitRows.modelOrder(model) % LINES.size()));
    }

    /** Returns the thin line of a model with frozen features. */
    static CurveStyle frozen(String model) {
        return thin(line(model));
    }

    /** The sample of such thin lines in the legend. */
    static CurveStyle frozen() {
        return thin(CurveStyle.plainLine(FigureStyle.FOREGROUND, FigureStyle.SOLID));
    }

    private static CurveStyle thin(CurveStyle style) {
        BasicStroke line = style.line();
        return CurveStyle.plainLine(
                style.color(),
                new BasicStroke(
                        line.getLineWidth() / 2,
                        line.getEndCap(),
                        line.getLineJoin(),
                        line.getMiterLimit(),
                        line.getDashArray(),
                        0));
    }

    /** Returns the short bars of a model: its color, solid. */
    static CurveStyle bar(String model) {
        return CurveStyle.plainLine(FigureStyle.color(FitRows.modelOrder(model)), FigureStyle.BAR);
    }

    /** Returns the fill of a model's interval. */
    static Color band(String model) {
        return transparent(FigureStyle.color(FitRows.modelOrder(model)));
    }

    /** Returns the fill of the network's interval. */
    static Color networkBand() {
        return transparent(FigureStyle.FOREGROUND);
    }

    /** The sample of such intervals in the legend. */
    static CurveStyle bandSample() {
        return CurveStyle.plainLine(networkBand(), FigureStyle.BAND);
    }

    private static Color transparent(Color color) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), BAND_ALPHA);
    }

    /** Returns the points of the network. */
    static CurveStyle network() {
        return new CurveStyle(
                FigureStyle.FOREGROUND,
                null,
                FigureStyle.marker(0),
                FigureStyle.BACKGROUND,
                CurveStyle.MarkerPolicy.ALL);
    }
}
