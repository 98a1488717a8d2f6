package org.ncollapse.report.export;

/**
 * {@code example.tex}: a LaTeX document with the tables, the figure and the references. It shows which packages they
 * need.
 */
final class ExampleDocument {

    private ExampleDocument() {}

    static ExportedFile of(ExportedRun run, boolean fitted) {
        return new ExportedFile(
                "example.tex",
                Template.of("example.tex")
                        .replace("FIT", fitted ? Template.of("example-fit.tex").text() : "")
                        .replace("NAME", LatexText.escape(run.name()))
                        .replace("DESCRIPTION", LatexText.escape(run.description()))
                        .replace("EPOCH", run.epochLabel())
                        .text());
    }
}
