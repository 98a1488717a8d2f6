package org.ncollapse.report.export;

/**
 * {@code example.tex}: a document that has the tables, the figure and the references in it, and says which packages
 * they need.
 */
final class ExampleDocument {

    private ExampleDocument() {}

    static ExportedFile of(ExportedRun subject, boolean fitted) {
        return new ExportedFile(
                "example.tex",
                Template.of("example.tex")
                        .replace(
                                "MODELS",
                                fitted ? Template.of("example-models.tex").text() : "")
                        .replace("NAME", LatexText.escape(subject.name()))
                        .replace("SETTING", LatexText.escape(subject.description()))
                        .replace("COUNTS", subject.epochLabel())
                        .text());
    }
}
