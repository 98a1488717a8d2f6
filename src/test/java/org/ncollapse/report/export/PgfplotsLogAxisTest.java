package org.ncollapse.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgfplotsLogAxisTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.002 | 3     | ymin=2.0000e-03, ymax=3.0000e+00, ytick={1e-2,1e-1,1e0}
            1e-31 | 2     | ymin=1.0000e-31, ymax=2.0000e+00, ytick={1e-30,1e-24,1e-18,1e-12,1e-6,1e0}
            0.3   | 3     | ymin=3.0000e-01, ymax=3.0000e+00, ytick={1e-1,2e-1,5e-1,1e0,2e0,5e0,1e1,2e1,5e1}
            1     | 1     | ymin=4.0825e-01, ymax=2.4495e+00
            0.1   | 10    | ymin=1.0000e-01, ymax=1.0000e+01, ytick={1e-1,1e0,1e1}
            """)
    void ticksAreAtPowersOfTenOrBetweenThemIfFew(double lowest, double highest, String options) {
        assertThat(PgfplotsLogAxis.of(DoubleStream.of(lowest, highest).summaryStatistics())
                        .options())
                .startsWith(options);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.3   | 3     | $0.1$,$0.2$,$0.5$,$1$,$2$,$5$
            3e-9  | 6e-9  | $10^{-9}$,$2\\times10^{-9}$,$5\\times10^{-9}$
            """)
    void shortLabelsAreDecimals(double lowest, double highest, String labels) {
        assertThat(PgfplotsLogAxis.of(DoubleStream.of(lowest, highest).summaryStatistics())
                        .options())
                .contains(labels);
    }
}
