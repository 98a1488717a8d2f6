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

    private ReproductionPage() {}

    /**
     * Writes the page atomically.
     *
     * @param introduction a paragraph
     * @param provenance the software and machine, in one line
     */
    public static void write(
            Path file, String title, String introduction, List<ReproducedModel> models, String provenance)
            throws IOException {
        StringBuilder sections = new StringBuilder();
        for (ReproducedModel model : models) {
            sections.append(section(model));
        }
        String page = RunPage.resource("reproduction.html")
                .replace("{{style}}", RunPage.resource("page.css") + RunPage.resource("reproduction.css"))
                .replace("{{sections}}", sections)
                .replace("{{title}}", escaped(title))
                .replace("{{introduction}}", escaped(introduction))
                .replace("{{provenance}}", escaped(provenance));
        AtomicFile.writeUnsynced(file, part -> Files.writeString(part, page));
    }

    private static String section(ReproducedModel model) throws IOException {
        String svgBase64 = Base64.getEncoder().encodeToString(Files.readAllBytes(model.figure()));
        String findings = model.findings().stream()
                .map(finding -> "<li>" + escaped(finding) + "</li>\n")
                .collect(Collectors.joining());
        String rows = model.rows().stream().map(ReproductionPage::row).collect(Collectors.joining());
        return """
                <section>
                <h2>%s</h2>
                <p class="muted">%s</p>
                <p>%s</p>
                <figure>
                <img alt="%s" src="data:image/svg+xml;base64,%s">
                <figcaption>%s</figcaption>
                </figure>
                <ul>
                %s</ul>
                <div class="scroll" tabindex="0" role="region" aria-label="Quantities"><table>
                <thead><tr>
                <th>quantity</th><th>closed form</th><th>gradient descent</th><th>relative error</th>
                </tr></thead>
                <tbody>
                %s</tbody>
                </table></div>
                </section>
                """.formatted(
                        escaped(model.title()),
                        escaped(model.settings()),
                        escaped(model.theorem()),
                        escaped("Objective, NC1, NC2 and NC3 against the iteration: " + model.title()),
                        svgBase64,
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
