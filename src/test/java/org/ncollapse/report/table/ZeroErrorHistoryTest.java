package org.ncollapse.report.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ncollapse.metrics.MetricColumn;

class ZeroErrorHistoryTest {

    @TempDir
    private Path folder;

    /** Captures epochs 0, 10, 20, … with the given training errors; the test error is never zero. */
    private MetricsTable captured(double... errors) throws IOException {
        List<String> lines =
                new ArrayList<>(List.of("epoch,layer,split,loss,error," + MetricColumn.TERMINAL_PHASE.columnName()));
        boolean terminal = false;
        for (int i = 0; i < errors.length; i++) {
            terminal |= errors[i] == 0;
            lines.add("%d,penultimate,train,1,%s,%d".formatted(10 * i, errors[i], terminal ? 1 : 0));
            lines.add("%d,penultimate,test,1,0.5,%d".formatted(10 * i, terminal ? 1 : 0));
        }
        Files.write(folder.resolve("metrics.csv"), MetricsCsv.completed(lines));
        return MetricsTable.read(folder);
    }

    private String summary(double... errors) throws IOException {
        return ZeroErrorHistory.of(captured(errors))
                .map(history -> history.summary("epoch"))
                .orElse("never");
    }

    @Test
    void saysWhetherTheErrorStayedZero() throws IOException {
        assertThat(summary(0.9, 0.1)).isEqualTo("never");
        assertThat(summary(0.9, 0.1, 0)).isEqualTo("zero training error at epoch 20");
        assertThat(summary(0.9, 0, 0, 0)).isEqualTo("zero training error at epoch 10 and all 2 later captures");
        assertThat(summary(0.9, 0, 0.1, 0, 0.2, 0))
                .isEqualTo("zero training error at epoch 10, but not at 2 of the 4 later captures "
                        + "(the last at epoch 40)");
        assertThat(summary(0.9, 0, 0.1))
                .isEqualTo("zero training error at epoch 10, but not at 1 of the 1 later captures "
                        + "(the last at epoch 20)");
    }
}
