package org.ncollapse.report.export;

/**
 * {@code example.tex}: a document that has the tables, the figure and the references in it, and says which packages
 * they need.
 */
final class Example {

    private Example() {}

    static ExportedFile of(Subject subject, boolean fitted) {
        return new ExportedFile(
                "example.tex",
                Template.of("example.tex")
                        .with(
                                "MODELS",
                                fitted ? Template.of("example-models.tex").text() : "")
                        .with("NAME", Latex.text(subject.name()))
                        .with("SETTING", Latex.text(subject.setting()))
                        .with("COUNTS", subject.counts())
                        .text());
    }
}
