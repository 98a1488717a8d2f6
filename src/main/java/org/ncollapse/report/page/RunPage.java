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
import java.util.stream.Stream;
import org.apache.commons.text.StringEscapeUtils;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.MainMetric;
import org.ncollapse.report.sweep.SweepResults;

/**
 * A self-contained HTML page of runs: plots and their library are part of it. A content security policy forbids network
 * requests. Names, notes and contents of files are always text, never markup.
 */
public final class RunPage {

    /** Each uses those before it. The parts of the page are drawn in this order. */
    private static final List<String> SCRIPTS = List.of(
            "dom.js",
            "saving.js",
            "runset.js",
            "runtable.js",
            "runcurves.js",
            "runscatter.js",
            "notation.js",
            "controls.js",
            "view.js",
            "smoothing.js",
            "curves.js",
            "simplex.js",
            "matrices.js",
            "theory.js",
            "tables.js",
            "runs.js",
            "contents.js",
            "main.js");

    private RunPage() {}

    /**
     * The data of the page's scripts.
     *
     * @param runSet null for one run
     */
    private record Data(
            List<Column> columns,
            List<Metric> mainMetrics,
            List<GlossaryEntry> glossary,
            List<RunPageData> runs,
            RunSet runSet) {
        /** A column of {@code metrics.csv}. */
        private record Column(String name, String definition, String source) {}

        /** A metric that has a plot of its own. */
        private record Metric(String name, String title, boolean ofNetwork) {}
    }

    /** Writes the page of a run atomically. */
    public static void write(Path file, RunPageInput run) throws IOException {
        write(file, run.description().name(), json(run));
    }

    /**
     * Writes the page of several runs atomically.
     *
     * @param results the final metrics and the curves of the same runs
     */
    public static void write(Path file, List<RunPageInput> runs, SweepResults results) throws IOException {
        write(
                file,
                results.name(),
                json(runs, RunSet.of(results, "", runs.get(0).description().epochLabel())));
    }

    private static void write(Path file, String title, String data) throws IOException {
        String page = text(title, data, false);
        AtomicFile.writeUnsynced(file, part -> Files.writeString(part, page));
    }

    /** Returns the page of a run in progress, which polls the server for {@code data}. */
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

    /** Returns a page with its placeholders filled. */
    static String fillTemplate(String template, String title, List<String> scripts, String data) {
        return template.replace("{{title}}", StringEscapeUtils.escapeHtml4(title))
                .replace("{{style}}", resource("page.css") + resource("runs.css"))
                .replace("{{runs}}", resource("runs.html"))
                .replace("{{plots}}", resource("echarts/echarts.min.js"))
                .replace("{{script}}", scripts.stream().map(RunPage::resource).collect(Collectors.joining("\n")))
                .replace("{{data}}", data);
    }

    /** Returns the data of the page of a run as JSON. */
    public static String json(RunPageInput run) {
        return json(List.of(run), null);
    }

    private static String json(List<RunPageInput> runs, RunSet runSet) {
        return PageJson.embed(new Data(
                Arrays.stream(MetricColumn.values())
                        .map(column -> new Data.Column(column.columnName(), column.definition(), column.source()))
                        .toList(),
                Stream.of(MainMetric.values())
                        .map(metric ->
                                new Data.Metric(metric.column().columnName(), metric.title(), metric.isOfNetwork()))
                        .toList(),
                Glossary.ENTRIES,
                runs.stream().map(RunPageData::of).toList(),
                runSet));
    }

    static String resource(String name) {
        try (InputStream resource = RunPage.class.getResourceAsStream(name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the page's " + name, e);
        }
    }
}
