package org.ncollapse.report.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ncollapse.report.MainMetric;

/**
 * {@code NAME.ipynb}: a Jupyter notebook (nbformat 4) without outputs. Its cells are resources of this package in
 * Python's percent format: {@code # %%} begins a code cell and {@code # %% [markdown]} a text cell.
 */
final class Notebook {
    private static final String MARKDOWN = " [markdown]";
    private static final String METRICS = MainMetric.comparedColumns().stream()
            .map(column -> '"' + column.columnName() + '"')
            .collect(Collectors.joining(", "));
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Notebook() {}

    /** @param fitted whether {@code ufm.csv} has rows to show */
    static ExportedFile of(ExportedRun run, boolean fitted) {
        String text = Template.of("notebook.py").text()
                + (fitted ? Template.of("notebook-fit.py").text() : "");
        return new ExportedFile(
                run.name() + ".ipynb",
                json(new Template(text)
                        .replace("NAME", run.name())
                        .replace("EPOCH", run.epochLabel())
                        .replace("METRICS", METRICS)
                        .text()));
    }

    private static String json(String percent) {
        ObjectNode notebook = MAPPER.createObjectNode();
        ArrayNode cells = notebook.putArray("cells");
        Stream.of(percent.split("(?m)^# %%")).skip(1).forEach(cell -> add(cells, cell));
        ObjectNode metadata = notebook.putObject("metadata");
        metadata.putObject("kernelspec")
                .put("display_name", "Python 3")
                .put("language", "python")
                .put("name", "python3");
        metadata.putObject("language_info").put("name", "python");
        notebook.put("nbformat", 4).put("nbformat_minor", 5);
        DefaultIndenter lines = new DefaultIndenter(" ", "\n");
        try {
            return MAPPER.writer(new DefaultPrettyPrinter()
                                    .withObjectIndenter(lines)
                                    .withArrayIndenter(lines))
                            .writeValueAsString(notebook)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON is always JSON", e);
        }
    }

    private static void add(ArrayNode cells, String percent) {
        boolean markdown = percent.startsWith(MARKDOWN);
        String source = percent.substring(percent.indexOf('\n') + 1).stripTrailing();
        ObjectNode cell = cells.addObject().put("cell_type", markdown ? "markdown" : "code");
        if (!markdown) {
            cell.putNull("execution_count");
        }
        cell.put("id", "cell-%02d".formatted(cells.size())).putObject("metadata");
        if (!markdown) {
            cell.putArray("outputs");
        }
        ArrayNode lines = cell.putArray("source");
        List<String> split = source.lines()
                .map(line -> markdown ? line.replaceFirst("^# ?", "") : line)
                .toList();
        for (int i = 0; i < split.size(); i++) {
            lines.add(split.get(i) + (i < split.size() - 1 ? "\n" : ""));
        }
    }
}
