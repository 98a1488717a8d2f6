package org.ncollapse.data.digits;

import static org.ncollapse.data.digits.StrokeTemplate.stroke;

import java.util.List;

/**
 * Stroke templates of the ten digits, designed for this project, with several ways to write each. Straight lines have a
 * point in the middle, so that they can be bent.
 */
final class DigitTemplates {
    /** The number of digits. */
    static final int CLASSES = 10;

    private static final List<List<StrokeTemplate>> TEMPLATES = List.of(
            // 0: from the top; with an overlap at the top; narrow, and not quite closed
            List.of(
                    StrokeTemplate.of(stroke(58, 2, 22, 10, 4, 52, 24, 94, 66, 96, 96, 52, 78, 8, 46, 1)),
                    StrokeTemplate.of(
                            stroke(64, 8, 34, 2, 8, 34, 8, 72, 40, 100, 80, 84, 96, 44, 78, 8, 42, 0, 24, 12)),
                    StrokeTemplate.of(stroke(60, 3, 30, 20, 14, 60, 30, 94, 56, 98, 80, 66, 84, 28, 66, 4))),
            // 1: a line; with an upstroke; with an upstroke and a base line
            List.of(
                    StrokeTemplate.of(stroke(50, 0, 50, 50, 50, 100)),
                    StrokeTemplate.of(stroke(33, 30, 44, 16, 54, 0, 54, 0, 54, 50, 54, 100)),
                    StrokeTemplate.of(
                            stroke(30, 28, 42, 15, 52, 0, 52, 0, 52, 50, 52, 100), stroke(18, 100, 50, 99, 86, 100))),
            // 2: with a corner at the base; with a loop at the base; with a straight diagonal
            List.of(
                    StrokeTemplate.of(
                            stroke(8, 24, 26, 4, 64, 0, 86, 24, 70, 52, 34, 80, 5, 98, 5, 98, 48, 97, 96, 99)),
                    StrokeTemplate.of(
                            stroke(10, 22, 40, 0, 80, 16, 76, 48, 40, 86, 12, 98, 6, 84, 26, 80, 58, 96, 98, 92)),
                    StrokeTemplate.of(stroke(14, 14, 48, 0, 82, 20, 68, 46, 8, 99, 8, 99, 50, 96, 92, 96))),
            // 3: round; with a flat top; with a loop in the middle
            List.of(
                    StrokeTemplate.of(
                            stroke(8, 14, 42, 0, 80, 18, 70, 40, 36, 48, 36, 48, 80, 58, 90, 80, 52, 100, 5, 88)),
                    StrokeTemplate.of(
                            stroke(10, 2, 46, 3, 86, 2, 86, 2, 66, 22, 44, 42, 44, 42, 84, 54, 90, 80, 52, 100, 6, 90)),
                    StrokeTemplate.of(stroke(
                            12, 10, 48, 0, 80, 18, 62, 40, 36, 50, 34, 42, 54, 46, 88, 62, 84, 90, 46, 100, 6, 90))),
            // 4: open, angular; closed; open, with a round left part
            List.of(
                    StrokeTemplate.of(
                            stroke(18, 2, 12, 30, 6, 58, 6, 58, 50, 56, 96, 54), stroke(72, 6, 70, 50, 66, 100)),
                    StrokeTemplate.of(stroke(97, 68, 50, 67, 3, 68, 3, 68, 36, 34, 68, 0, 68, 0, 68, 50, 66, 100)),
                    StrokeTemplate.of(stroke(14, 0, 6, 30, 20, 50, 52, 50, 80, 38), stroke(86, 0, 80, 48, 72, 100))),
            // 5: one stroke from the top bar; top bar last; one rounded stroke
            List.of(
                    StrokeTemplate.of(stroke(
                            90, 1, 56, 2, 22, 2, 22, 2, 18, 22, 14, 45, 14, 45, 50, 38, 88, 60, 76, 90, 38, 100, 6,
                            88)),
                    StrokeTemplate.of(
                            stroke(26, 4, 20, 24, 16, 46, 16, 46, 54, 40, 90, 66, 62, 96, 6, 94),
                            stroke(26, 4, 56, 3, 92, 0)),
                    StrokeTemplate.of(stroke(90, 0, 50, 3, 26, 12, 20, 38, 56, 44, 88, 68, 62, 98, 8, 92))),
            // 6: curved; straight; with a curl at the top
            List.of(
                    StrokeTemplate.of(stroke(72, 0, 34, 22, 8, 62, 24, 96, 62, 98, 86, 76, 66, 54, 34, 58, 12, 78)),
                    StrokeTemplate.of(stroke(56, 0, 32, 32, 10, 66, 20, 94, 56, 100, 88, 80, 72, 58, 40, 60, 16, 80)),
                    StrokeTemplate.of(stroke(86, 10, 62, 0, 26, 20, 5, 62, 26, 96, 68, 97, 90, 72, 60, 50, 14, 70))),
            // 7: plain; crossed; with a serif at the left and a bent stem
            List.of(
                    StrokeTemplate.of(stroke(0, 4, 50, 5, 98, 4, 98, 4, 66, 50, 38, 100)),
                    StrokeTemplate.of(
                            stroke(3, 5, 50, 5, 96, 3, 96, 3, 66, 48, 40, 100), stroke(28, 52, 52, 51, 80, 48)),
                    StrokeTemplate.of(stroke(2, 20, 3, 12, 4, 4, 4, 4, 50, 6, 97, 3, 97, 3, 62, 44, 48, 100))),
            // 8: one stroke from the right; two rings; one stroke from the left
            List.of(
                    StrokeTemplate.of(
                            stroke(80, 14, 48, 0, 16, 20, 48, 46, 86, 76, 50, 100, 12, 78, 48, 46, 80, 22, 74, 8)),
                    StrokeTemplate.of(
                            stroke(62, 3, 24, 10, 26, 40, 72, 38, 74, 8, 44, 2),
                            stroke(58, 46, 16, 60, 20, 94, 78, 95, 84, 62, 42, 45)),
                    StrokeTemplate.of(
                            stroke(24, 26, 50, 48, 84, 78, 48, 100, 14, 76, 46, 48, 82, 20, 52, 0, 20, 16, 28, 32))),
            // 9: with a straight stem; with a tail that curls; a ring, then the stem
            List.of(
                    StrokeTemplate.of(stroke(84, 18, 50, 0, 14, 24, 36, 50, 70, 40, 86, 12, 86, 12, 80, 56, 70, 100)),
                    StrokeTemplate.of(
                            stroke(86, 16, 50, 0, 14, 24, 40, 50, 74, 38, 87, 12, 87, 12, 88, 60, 62, 98, 14, 92)),
                    StrokeTemplate.of(
                            stroke(78, 10, 44, 2, 14, 26, 42, 48, 76, 34, 78, 10), stroke(80, 6, 76, 54, 60, 100))));

    private DigitTemplates() {}

    /** Returns the ways to write a digit. */
    static List<StrokeTemplate> templates(int digit) {
        return TEMPLATES.get(digit);
    }
}
