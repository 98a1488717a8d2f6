package org.ncollapse.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The colors of runs differ for readers with normal vision and with the three kinds of dichromacy, as simulated by the
 * matrices of Machado, Oliveira and Fernandes 2009, in linear RGB.
 */
class PaletteTest {

    private static final Map<String, double[][]> VISION = Map.of(
            "normal", new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
            "protanopia",
                    new double[][] {
                        {0.152286, 1.052583, -0.204868},
                        {0.114503, 0.786281, 0.099216},
                        {-0.003882, -0.048116, 1.051998}
                    },
            "deuteranopia",
                    new double[][] {
                        {0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}
                    },
            "tritanopia",
                    new double[][] {
                        {1.255528, -0.076749, -0.178779},
                        {-0.078411, 0.930809, 0.147602},
                        {0.004733, 0.691367, 0.303900}
                    });
    /** A difference of about 2 in CIELAB is just noticeable for large areas; lines and marks are small. */
    private static final double MIN_DIFFERENCE = 10;

    private static final int COLORS = 6;

    @Test
    void colorsDifferForAllReaders() {
        List<double[]> colors = new ArrayList<>();
        Matcher color = Pattern.compile("--c\\d: #([0-9a-f]{6})").matcher(RunPage.resource("page.css"));
        while (color.find()) {
            int rgb = Integer.parseInt(color.group(1), 16);
            colors.add(new double[] {linear(rgb >> 16), linear(rgb >> 8 & 255), linear(rgb & 255)});
        }
        assertThat(colors).as("of the light and of the dark page").hasSize(2 * COLORS);
        VISION.forEach((name, matrix) -> {
            for (int i = 0; i < colors.size(); i++) {
                for (int j = i / COLORS * COLORS; j < i; j++) {
                    double[] a = lab(product(matrix, colors.get(i)));
                    double[] b = lab(product(matrix, colors.get(j)));
                    assertThat(Math.sqrt(square(a[0] - b[0]) + square(a[1] - b[1]) + square(a[2] - b[2])))
                            .as("colors %d and %d, %s", i, j, name)
                            .isGreaterThan(MIN_DIFFERENCE);
                }
            }
        });
    }

    private static double linear(int channel) {
        double value = channel / 255.0;
        return value <= .04045 ? value / 12.92 : Math.pow((value + .055) / 1.055, 2.4);
    }

    private static double square(double value) {
        return value * value;
    }

    private static double[] product(double[][] matrix, double[] vector) {
        double[] product = new double[3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                product[i] += matrix[i][j] * vector[j];
            }
        }
        return product;
    }

    /** CIELAB of linear sRGB, with the white of D65. */
    private static double[] lab(double[] rgb) {
        double[] xyz =
                product(new double[][] {{.4124, .3576, .1805}, {.2126, .7152, .0722}, {.0193, .1192, .9505}}, rgb);
        double x = root(xyz[0] / .9505);
        double y = root(xyz[1]);
        double z = root(xyz[2] / 1.089);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double root(double t) {
        return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }
}
