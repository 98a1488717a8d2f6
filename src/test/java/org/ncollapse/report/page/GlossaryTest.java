package org.ncollapse.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The definitions on pages are those of the documentation. */
class GlossaryTest {

    @Test
    void formulasOfMetricsAndSourcesAreInDocs() throws IOException {
        String metrics = Files.readString(Path.of("docs/metrics.md"));
        String models = Files.readString(Path.of("docs/ufm.md"));
        for (GlossaryEntry entry : Glossary.ENTRIES) {
            for (String formula : entry.formulas()) {
                if (entry.term().startsWith("NC")) {
                    String[] columnAndDefinition = formula.split(" = ", 2);
                    assertThat(metrics)
                            .contains("| `%s` | %s |".formatted(columnAndDefinition[0], columnAndDefinition[1]));
                }
            }
            for (String source :
                    entry.source().replaceFirst("docs/ufm.md(, after )?", "").split("; ")) {
                assertThat(metrics + models).contains(source);
            }
        }
        assertThat(metrics).contains("E = (I − J/K)/√(K−1)");
        assertThat(models).contains("K√(nλ_Wλ_H)", "λ_W‖W‖² = λ_H‖H‖²");
    }
}
