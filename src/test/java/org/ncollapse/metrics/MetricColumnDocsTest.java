package org.ncollapse.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/metrics.md lists the columns as the program defines them. */
class MetricColumnDocsTest {

    @Test
    void documentListsColumnsInOrderWithDefinitionUnitAndSource() throws IOException {
        List<String> documented = Files.readAllLines(Path.of("docs/metrics.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();

        assertThat(documented)
                .isEqualTo(Arrays.stream(MetricColumn.values())
                        .map(column -> "| `%s` | %s | %s | %s |"
                                .formatted(column.columnName(), column.definition(), column.unit(), column.source()))
                        .toList());
    }
}
