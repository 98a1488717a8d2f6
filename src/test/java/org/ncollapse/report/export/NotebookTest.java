package org.ncollapse.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ncollapse.spec.RunStatus;

class NotebookTest {

    private static final ExportedRun RUN = new ExportedRun(
            "a_run", "mlp on digits", RunStatus.FINISHED, "epoch", List.of(), false, "1", "2", Optional.empty());

    private static JsonNode notebook(boolean fitted) throws IOException {
        return JsonMapper.builder().build().readTree(Notebook.of(RUN, fitted).content());
    }

    @Test
    void cellsAreNbformat4WithoutOutputs() throws IOException {
        JsonNode notebook = notebook(true);
        assertThat(notebook.get("nbformat").asInt()).isEqualTo(4);
        assertThat(notebook.at("/metadata/kernelspec/name").asText()).isEqualTo("python3");
        Set<String> ids = new HashSet<>();
        for (JsonNode cell : notebook.get("cells")) {
            assertThat(ids.add(cell.get("id").asText())).isTrue();
            assertThat(cell.get("source")).isNotEmpty();
            if (cell.get("cell_type").asText().equals("code")) {
                assertThat(cell.get("outputs")).isEmpty();
                assertThat(cell.get("execution_count").isNull()).isTrue();
            } else {
                assertThat(cell.get("cell_type").asText()).isEqualTo("markdown");
                assertThat(cell.get("source"))
                        .allSatisfy(line -> assertThat(line.asText()).doesNotStartWith("# #"));
            }
        }
    }

    @Test
    void titleIsTheRunsNameAndAllPlaceholdersAreFilled() throws IOException {
        assertThat(notebook(false).at("/cells/0/source/0").asText()).isEqualTo("# `a_run`\n");
        assertThat(Notebook.of(RUN, true).path()).isEqualTo("a_run.ipynb");
        assertThat(Notebook.of(RUN, true).content())
                .doesNotContainPattern("@[A-Z]+@")
                .isEqualTo(Notebook.of(RUN, true).content());
    }

    @Test
    void modelsAreIncludedForFittedRunsOnly() {
        assertThat(Notebook.of(RUN, false).content()).doesNotContain("ufm.csv");
        assertThat(Notebook.of(RUN, true).content()).contains("ufm.csv", "verdict.txt");
    }
}
