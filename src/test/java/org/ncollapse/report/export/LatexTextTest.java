package org.ncollapse.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ncollapse.report.export.Tabular.Group;
import org.ncollapse.report.export.Tabular.TableRow;

class LatexTextTest {

    private static final Pattern NUMBER =
            Pattern.compile("\\$(-?)(\\d+(?:\\.\\d+)?)(?:\\\\times10\\^\\{(-?\\d+)})?\\$");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.0014375    | $1.44\\times10^{-3}$
            -0.0037133   | $-3.71\\times10^{-3}$
            0.6          | $0.600$
            0.0100       | $0.0100$
            0.009996     | $0.0100$
            0.009994     | $9.99\\times10^{-3}$
            999.4        | $999$
            999.6        | $1.00\\times10^{3}$
            12           | $12.0$
            1.5e300      | $1.50\\times10^{300}$
            5e-324       | $4.90\\times10^{-324}$
            0            | $0$
            -0.0         | $0$
            Infinity     | $\\infty$
            -Infinity    | $-\\infty$
            NaN          | --
            """)
    void numbersHaveThreeDigitsAndAPowerOfTenIfShorter(double value, String latex) {
        assertThat(LatexText.number(value)).isEqualTo(latex);
    }

    @Test
    void parsedNumberIsRoundedToThreeDigits() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-30, 30));
            Matcher matcher = NUMBER.matcher(LatexText.number(value));
            assertThat(matcher.matches()).as(LatexText.number(value)).isTrue();
            BigDecimal read = new BigDecimal(matcher.group(1) + matcher.group(2))
                    .scaleByPowerOfTen(matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)));
            assertThat(read)
                    .as(Double.toString(value))
                    .isEqualByComparingTo(BigDecimal.valueOf(value).round(new MathContext(3, RoundingMode.HALF_UP)));
            assertThat(matcher.group(2).replaceFirst("^0\\.0*", "").replace(".", ""))
                    .hasSize(3);
        }
    }

    @Test
    void specialCharactersAreEscaped() {
        assertThat(LatexText.escape("R&D_{100%} #1 $x^2$ ~a\\b\n"))
                .isEqualTo(
                        "R\\&D\\_\\{100\\%\\} \\#1 \\$x\\textasciicircum{}2\\$ \\textasciitilde{}a\\textbackslash{}b ");
    }

    @Test
    void tabularHasRulesUnderGroupsAndNoRowsWithoutValues() {
        assertThat(new Tabular(
                                "note",
                                List.of(new Group("a", 2), new Group("b", 1)),
                                List.of("x", "y", "z"),
                                List.of(
                                        TableRow.of("none", List.of(Double.NaN, Double.NaN, Double.NaN)),
                                        TableRow.of("some", List.of(1.0, Double.NaN, 0.0))))
                        .toLatex())
                .isEqualTo("""
                % note
                % Needs \\usepackage{booktabs}. Written by ncollapse export, which replaces it.
                \\begin{tabular}{lrrr}
                  \\toprule
                   & \\multicolumn{2}{c}{a} & \\multicolumn{1}{c}{b} \\\\
                  \\cmidrule(lr){2-3} \\cmidrule(lr){4-4}
                   & x & y & z \\\\
                  \\midrule
                  some & $1.00$ & -- & $0$ \\\\
                  \\bottomrule
                \\end{tabular}
                """);
    }
}
