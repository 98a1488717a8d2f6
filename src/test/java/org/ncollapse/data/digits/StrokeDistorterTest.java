package org.ncollapse.data.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import org.junit.jupiter.api.Test;

class StrokeDistorterTest {
    private static final int SIDE = 28;

    @Test
    void digitsHaveTheirSizeAndPosition() {
        for (int digit = 0; digit < DigitTemplates.CLASSES; digit++) {
            for (int sample = 0; sample < 200; sample++) {
                SampleRandom chance = new SampleRandom(9, digit, sample);
                StrokeTemplate skeleton = DigitTemplates.templates(digit)
                        .get(sample % DigitTemplates.templates(digit).size());
                Rectangle2D bounds =
                        new StrokeDistorter(chance).distort(skeleton, SIDE).getBounds2D();
                assertThat(Math.max(bounds.getWidth(), bounds.getHeight())).isBetween(16 - 1e-9, 20 + 1e-9);
                assertThat(bounds.getCenterX()).isCloseTo(SIDE / 2.0, within(1.5 + 1e-9));
                assertThat(bounds.getCenterY()).isCloseTo(SIDE / 2.0, within(1.5 + 1e-9));
            }
        }
    }

    @Test
    void pathHasStraightLinesAndOneMovePerStroke() {
        StrokeTemplate twoStrokes =
                StrokeTemplate.of(StrokeTemplate.stroke(0, 0, 50, 90, 100, 0), StrokeTemplate.stroke(0, 100, 100, 100));
        Path2D way = new StrokeDistorter(new SampleRandom(1, 0, 0)).distort(twoStrokes, SIDE);
        int lifted = 0;
        for (PathIterator i = way.getPathIterator(null); !i.isDone(); i.next()) {
            int kind = i.currentSegment(new double[6]);
            assertThat(kind).isIn(PathIterator.SEG_MOVETO, PathIterator.SEG_LINETO);
            lifted += kind == PathIterator.SEG_MOVETO ? 1 : 0;
        }
        assertThat(lifted).isEqualTo(2);
    }

    /**
     * At a repeated point the direction changes at once, by nearly the template's 90°; elsewhere it changes gradually.
     */
    @Test
    void repeatedPointIsACorner() {
        for (int sample = 0; sample < 50; sample++) {
            Path2D corner = new StrokeDistorter(new SampleRandom(2, 0, sample))
                    .distort(StrokeTemplate.of(StrokeTemplate.stroke(0, 0, 0, 100, 0, 100, 100, 100)), SIDE);
            Path2D bend = new StrokeDistorter(new SampleRandom(2, 0, sample))
                    .distort(StrokeTemplate.of(StrokeTemplate.stroke(0, 0, 0, 100, 100, 100)), SIDE);
            assertThat(sharpestTurn(corner)).isGreaterThan(Math.toRadians(40));
            assertThat(sharpestTurn(bend)).isLessThan(Math.toRadians(30));
        }
    }

    private static double sharpestTurn(Path2D way) {
        double sharpest = 0;
        double[] to = new double[6];
        double x = 0;
        double y = 0;
        double heading = Double.NaN;
        for (PathIterator i = way.getPathIterator(null); !i.isDone(); i.next()) {
            if (i.currentSegment(to) == PathIterator.SEG_LINETO && (to[0] != x || to[1] != y)) {
                double next = Math.atan2(to[1] - y, to[0] - x);
                if (!Double.isNaN(heading)) {
                    sharpest = Math.max(sharpest, Math.abs(Math.IEEEremainder(next - heading, 2 * Math.PI)));
                }
                heading = next;
            }
            x = to[0];
            y = to[1];
        }
        return sharpest;
    }
}
