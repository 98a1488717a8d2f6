package org.ncollapse.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.text.StringEscapeUtils;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.metrics.MetricColumn;

/**
 * One HTML page of runs that holds all it shows, plots and their library included, and asks nothing of a network: a
 * policy in it forbids the browser to. What a run's name, notes or files contain is text there and never markup.
 */
public final class RunPage {

    /** The order matters: each uses those before it, and the parts of the page are drawn in this order. */
    private static final List<String> SCRIPTS =
            List.of("dom.js", "controls.js", "curves.js", "simplex.js", "matrices.js", "tables.js", "main.js");

    private RunPage() {}

    /** All that the page's script knows. */
    private record Data(List<Column> columns, List<RunPageData> runs) {
        /** A column of {@code metrics.csv}. */
        private record Column(String name, String definition, String source) {}
    }

    /** Writes the page whole. */
    public static void write(Path file, List<RunPageInput> runs) throws IOException {
        String page = text(runs.stream().map(RunPageInput::name).collect(Collectors.joining(", ")), json(runs), false);
        AtomicFile.writeUnsynced(file, part -> Files.writeString(part, page));
    }

    /** The page of a run that goes on, which asks the server that it came from for {@code data}, again and again. */
    public static String livePage(String name, String data) {
        return text(name, data, true);
    }

    private static String text(String title, String data, boolean live) {
        return fillTemplate(
                resource("page.html")
                        .replace("{{connect}}", live ? "'self'" : "'none'")
                        .replace("{{live}}", live ? " data-live" : ""),
                title,
                SCRIPTS,
                data);
    }

    /** A page's frame with everything in it. */
    static String fillTemplate(String frame, String title, List<String> scripts, String data) {
        return frame.replace("{{title}}", StringEscapeUtils.escapeHtml4(title))
                .replace("{{style}}", resource("page.css"))
                .replace("{{plots}}", resource("echarts/echarts.min.js"))
                .replace("{{script}}", scripts.stream().map(RunPage::resource).collect(Collectors.joining("\n")))
                .replace("{{data}}", data);
    }

    /** What the page shows, as JSON. */
    public static String json(List<RunPageInput> runs) {
        return PageJson.embed(new Data(
                Arrays.stream(MetricColumn.values())
                        .map(column -> new Data.Column(column.columnName(), column.definition(), column.source()))
                        .toList(),
                runs.stream().map(RunPageData::of).toList()));
    }

    static String resource(String name) {
        try (InputStream resource = RunPage.class.getResourceAsStream(name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the page's " + name, e);
        }
    }
}
