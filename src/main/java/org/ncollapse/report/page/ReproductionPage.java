package org.ncollapse.report.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.text.StringEscapeUtils;
import org.ncollapse.io.AtomicFile;
import org.ncollapse.text.NumberText;

/**
 * Writes a self-contained HTML page of reproduced models. Figures are data URIs; the page makes no network requests.
 */
public final class ReproductionPage {

    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #222; --paper: #fff; --soft: #666; --line: #ddd; }
            @media (prefers-color-scheme: dark) { :root { --ink: #ddd; --paper: #181818; --soft: #999; --line: #444; } }
            body { margin: 0 auto; max-width: 46rem; padding: 1rem; color: var(--ink); background: var(--paper);
                   font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
            h1 { font-size: 1.5rem; line-height: 1.25; }
            h2 { font-size: 1.2rem; margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1.5rem; }
            .soft, footer, figcaption { color: var(--soft); font-size: .875rem; }
            figure { margin: 1rem 0; }
            img { width: 100%; height: auto; background: #fff; border-radius: 4px; }
            .table { overflow-x: auto; }
            table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
            th, td { padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
            th:first-child, td:first-child { text-align: left; }
            footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; }
            """;

    private ReproductionPage() {}

    /**
     * Writes the page atomically.
     *
     * @param introduction a paragraph
     * @param made the software and machine, in one line
     */
    public static void write(Path file, String title, String introduction, List<ReproducedModel> models, String made)
            throws IOException {
        StringBuilder body = new StringBuilder();
        for (ReproducedModel model : models) {
            body.append(section(model));
        }
        String page = """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                <h1>%s</h1>
                <p>%s</p>
                %s<footer>%s</footer>
                </body>
                </html>
                """.formatted(escaped(title), STYLE, escaped(title), escaped(introduction), body, escaped(made));
        AtomicFile.writeUnsynced(file, part -> Files.writeString(part, page));
    }

    private static String section(ReproducedModel model) throws IOException {
        String picture = Base64.getEncoder().encodeToString(Files.readAllBytes(model.figure()));
        String findings = model.findings().stream()
                .map(finding -> "<li>" + escaped(finding) + "</li>\n")
                .collect(Collectors.joining());
        String rows = model.rows().stream().map(ReproductionPage::row).collect(Collectors.joining());
        return """
                <section>
                <h2>%s</h2>
                <p class="soft">%s</p>
                <p>%s</p>
                <figure>
                <img alt="%s" src="data:image/svg+xml;base64,%s">
                <figcaption>%s</figcaption>
                </figure>
                <ul>
                %s</ul>
                <div class="table"><table>
                <thead><tr><th>quantity</th><th>closed form</th><th>gradient descent</th><th>relative error</th></tr></thead>
                <tbody>
                %s</tbody>
                </table></div>
                </section>
                """.formatted(
                        escaped(model.title()),
                        escaped(model.settings()),
                        escaped(model.theorem()),
                        escaped("Objective, NC1, NC2 and NC3 against the iteration: " + model.title()),
                        picture,
                        escaped(model.notes()),
                        findings,
                        rows);
    }

    private static String row(ReproducedModel.Row row) {
        return "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
                .formatted(
                        escaped(row.quantity()),
                        Double.isNaN(row.predicted()) ? "not determined" : NumberText.typographic(row.predicted(), 6),
                        NumberText.typographic(row.simulated(), 6),
                        Double.isNaN(row.relativeError()) ? "" : NumberText.typographic(row.relativeError(), 2));
    }

    private static String escaped(String text) {
        return StringEscapeUtils.escapeHtml4(text);
    }
}
