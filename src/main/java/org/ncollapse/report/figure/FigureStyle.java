package org.ncollapse.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.ncollapse.io.UserCache;

/**
 * The style of all figures: sizes, fonts, colors and lines. All lengths are points, 72 to the inch, at the size at
 * which a two-column paper prints the figure.
 */
final class FigureStyle {
    static final double POINTS_PER_INCH = 72;
    static final int PNG_DOTS_PER_INCH = 300;

    static final double COLUMN_WIDTH = 3.25 * POINTS_PER_INCH;
    static final double PAGE_WIDTH = 6.75 * POINTS_PER_INCH;
    static final double ONE_PANEL_HEIGHT = 2.1 * POINTS_PER_INCH;
    static final double TWO_PANELS_HEIGHT = 3.1 * POINTS_PER_INCH;
    static final double MONTAGE_HEIGHT = 2.5 * POINTS_PER_INCH;

    /** Space around a figure and to the right of each column. */
    static final double MARGIN = 6;
    /**
     * Space to the left of a panel for tick labels and the axis label, below a column for the epochs, and between
     * panels.
     */
    static final double LEFT_SPACE = 33;

    static final double TICK_LABEL_SPACE = 23;
    static final double BOTTOM_SPACE = 22;
    static final double PANEL_GAP = 7;
    static final double TICK_LENGTH = 2.5;
    static final double MINOR_TICK_LENGTH = 1.5;
    /** The fraction of a panel's height that is kept free above the data for the label of the shaded phase. */
    static final double HEADROOM = 0.13;

    static final double LEGEND_LINE = 15;
    static final double LEGEND_GAP = 4;
    static final double LEGEND_ENTRY_GAP = 10;
    static final double LEGEND_ROW = 10;

    static final Color FOREGROUND = new Color(0x222222);
    static final Color LIGHT_GRAY = new Color(0xA6A6A6);
    static final Color GRID = new Color(0xE8E8E8);
    /** Half transparent, so that the grid is visible. */
    static final Color TERMINAL_PHASE_SHADE = new Color(0xDD, 0xD8, 0xBF, 115);

    static final Color BACKGROUND = Color.WHITE;
    static final BasicStroke HAIRLINE = new BasicStroke(0.4f);
    static final BasicStroke AXIS = new BasicStroke(0.6f);
    static final BasicStroke SOLID = new BasicStroke(1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
    /** For short bars under markers. */
    static final BasicStroke BAR = new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);

    /** The sample of shaded intervals in a legend. */
    static final BasicStroke BAND = new BasicStroke(6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);

    static final BasicStroke DASHED = dashed(3f, 1.8f);
    /** For means over batches during training. */
    static final BasicStroke THIN = new BasicStroke(0.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);

    static final String FONT_NAME = "Liberation Sans";
    /** The fonts that an SVG viewer uses instead. The first three have the same widths. */
    static final String FONT_FAMILIES = "Liberation Sans, Arial, Helvetica, sans-serif";

    static final Font LABEL = font(7.5f);
    static final Font TICK = font(6.5f);
    static final Font SUPERSCRIPT = font(5f);
    static final Font NOTE = font(6f);
    static final float SUPERSCRIPT_RISE = 2.6f;

    /** Okabe and Ito's palette for color blindness: the darker colors first, without yellow. */
    private static final List<Color> COLORS = List.of(
            new Color(0x0072B2),
            new Color(0xD55E00),
            new Color(0x009E73),
            new Color(0xCC79A7),
            new Color(0xE69F00),
            new Color(0x56B4E9));

    private static final FontRenderContext MEASURE = new FontRenderContext(null, true, true);
    private static final double MARKER = 2.6;
    private static final double TINT = 0.35;

    private FigureStyle() {}

    /** Sets up graphics in the same way for all file formats, with a white background. */
    static void clear(Graphics2D g2, double width, double height) {
        // Half-point lines stay where they are put, and a text's width does not depend on the resolution.
        g2.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g2.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g2.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        g2.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g2.setPaint(BACKGROUND);
        g2.fill(new Rectangle2D.Double(0, 0, width, height));
    }

    /** Returns the fill of a dashed line's markers: a tint of its color. */
    static Color tint(Color color) {
        return new Color(tinted(color.getRed()), tinted(color.getGreen()), tinted(color.getBlue()));
    }

    private static int tinted(int channel) {
        return (int) Math.round(255 - (255 - channel) * TINT);
    }

    /** Returns one of six colors; they repeat after the sixth. */
    static Color color(int index) {
        return COLORS.get(index % COLORS.size());
    }

    /**
     * Returns one of five markers, centered on the origin. There are not as many as colors, so the pairs repeat later.
     */
    static Shape marker(int shape) {
        double r = MARKER / 2;
        return switch (shape % 5) {
            case 0 -> new Ellipse2D.Double(-r, -r, MARKER, MARKER);
            case 1 -> new Rectangle2D.Double(-r, -r, MARKER, MARKER);
            case 2 -> polygon(-r, r, r, r, 0, -r);
            case 3 -> polygon(-1.2 * r, 0, 0, 1.2 * r, 1.2 * r, 0, 0, -1.2 * r);
            default -> polygon(-r, -r, r, -r, 0, r);
        };
    }

    /** Returns a dashed line with the curves' width. */
    static BasicStroke dashed(float... lengths) {
        return new BasicStroke(1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f, lengths, 0f);
    }

    /** The open circle that marks a value of exactly zero. */
    static Shape zeroMarker() {
        return new Ellipse2D.Double(-MARKER / 2, -MARKER / 2, MARKER, MARKER);
    }

    /** The font file, which is part of PDFBox: shapes and widths are the same on every machine. */
    static InputStream fontFile() {
        InputStream file =
                PDDocument.class.getResourceAsStream("/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf");
        if (file == null) {
            throw new IllegalStateException("PDFBox no longer carries the font " + FONT_NAME);
        }
        return file;
    }

    /** Returns the width of a text, which does not depend on the resolution. */
    static double width(Font font, String text) {
        return text.isEmpty() ? 0 : font.getStringBounds(text, MEASURE).getWidth();
    }

    /** Draws an axis label rotated by 90 degrees, as text. JFreeChart would turn it into outlines. */
    static void drawVerticalText(Graphics2D g2, String text, double baseline, double middle) {
        AffineTransform upright = g2.getTransform();
        g2.setPaint(FOREGROUND);
        g2.setFont(LABEL);
        g2.translate(baseline, middle + width(LABEL, text) / 2);
        g2.rotate(-Math.PI / 2);
        g2.drawString(text, 0, 0);
        g2.setTransform(upright);
    }

    /** Draws a line of text around a middle. */
    static void drawCentered(Graphics2D g2, String text, double middle, double baseline) {
        g2.setPaint(FOREGROUND);
        g2.setFont(TICK);
        g2.drawString(text, (float) (middle - width(TICK, text) / 2), (float) baseline);
    }

    private static Font font(float size) {
        return FontHolder.FONT.deriveFont(size);
    }

    private static Shape polygon(double... xy) {
        Path2D path = new Path2D.Double();
        path.moveTo(xy[0], xy[1]);
        for (int i = 2; i < xy.length; i += 2) {
            path.lineTo(xy[i], xy[i + 1]);
        }
        path.closePath();
        return path;
    }

    /** Loads the font on first use. */
    private static final class FontHolder {
        private static final Font FONT = read();

        private static Font read() {
            try (InputStream file = fontFile()) {
                byte[] content = file.readAllBytes();
                Path kept = kept(content);
                // From a stream, Java copies the font to the temporary folder, where it stays if the process is killed.
                return kept == null
                        ? Font.createFont(Font.TRUETYPE_FONT, new ByteArrayInputStream(content))
                        : Font.createFont(Font.TRUETYPE_FONT, kept.toFile());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the font " + FONT_NAME, e);
            } catch (FontFormatException e) {
                throw new IllegalStateException("the font " + FONT_NAME + " is damaged", e);
            }
        }

        /** Returns the font's file in the user's cache; null if that folder cannot be written. */
        private static Path kept(byte[] content) {
            try {
                return UserCache.named("fonts").keep("LiberationSans-Regular.ttf", content);
            } catch (IOException | InvalidPathException e) {
                return null;
            }
        }
    }
}
