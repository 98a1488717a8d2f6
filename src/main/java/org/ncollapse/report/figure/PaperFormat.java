package org.ncollapse.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.ncollapse.io.BadInputException;

/**
 * The format of a figure of a run for a paper.
 *
 * @param columns the number of the paper's columns that the figure is wide
 * @param panels the columns of {@code metrics.csv} that have a panel, row by row; empty for the usual ones
 */
public record PaperFormat(PaperStyle style, int columns, List<String> panels) {

    /** The usual panels, those of them that the run has. */
    private static final List<MetricPanel> USUAL =
            List.of(MetricPanel.ERROR, MetricPanel.NC1, MetricPanel.NC2_ETF, MetricPanel.NC3_ETF);

    private static final double MIN_PANEL_WIDTH = 100;
    private static final double ROW_HEIGHT = 78;
    /** The space of legend and horizontal axis. */
    private static final double FRAME_HEIGHT = 46;

    /** @throws BadInputException if the paper has fewer columns, or a panel is unknown */
    public PaperFormat {
        if (columns < 1 || columns > style.columns()) {
            throw new BadInputException("--columns " + columns + ": " + style + " has "
                    + (style.columns() == 1 ? "one column; write --columns 1" : "columns 1 and 2"));
        }
        panels = List.copyOf(panels);
        panels.forEach(PaperFormat::panel);
    }

    private static MetricPanel panel(String name) {
        return Arrays.stream(MetricPanel.values())
                .filter(panel -> panel.key().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadInputException("--panels: there is no panel '" + name + "'; the panels are "
                        + Arrays.stream(MetricPanel.values())
                                .map(MetricPanel::key)
                                .collect(Collectors.joining(", "))));
    }

    /** Returns the name of the figure's files, without an extension. */
    String figureName() {
        return "paper-" + style + "-" + columns;
    }

    /**
     * Returns the figure of a run.
     *
     * @param axis the label of the horizontal axis: epoch or iteration
     * @throws BadInputException if the run has no values of a panel
     */
    Drawing of(FigureData run, String axis) {
        List<MetricPanel> shown = shown(run);
        double scale = style.fontSize() / FigureStyle.TICK.getSize2D();
        double width = style.width(columns) / scale;
        int rows = (int) Math.ceil(shown.size() / Math.floor(width / MIN_PANEL_WIDTH));
        int perRow = (shown.size() + rows - 1) / rows;
        List<List<PanelSpec>> stacks = new ArrayList<>();
        for (int column = 0; column < perRow; column++) {
            List<PanelSpec> stack = new ArrayList<>();
            for (int i = column; i < shown.size(); i += perRow) {
                stack.add(shown.get(i).chart(run, axis));
            }
            stacks.add(stack);
        }
        List<TapCurve> curves =
                shown.stream().flatMap(panel -> panel.curves(run).stream()).toList();
        return new ScaledDrawing(
                new Figure(figureName(), TapCurve.legend(curves), stacks, width, FRAME_HEIGHT + ROW_HEIGHT * rows),
                scale);
    }

    private List<MetricPanel> shown(FigureData run) {
        if (panels.isEmpty()) {
            return USUAL.stream().filter(panel -> !panel.curves(run).isEmpty()).toList();
        }
        List<MetricPanel> shown = panels.stream().map(PaperFormat::panel).toList();
        shown.stream().filter(panel -> panel.curves(run).isEmpty()).findFirst().ifPresent(panel -> {
            throw new BadInputException("--panels: the run has no values of " + panel.key() + "; it has "
                    + Arrays.stream(MetricPanel.values())
                            .filter(one -> !one.curves(run).isEmpty())
                            .map(MetricPanel::key)
                            .collect(Collectors.joining(", ")));
        });
        return shown;
    }
}
