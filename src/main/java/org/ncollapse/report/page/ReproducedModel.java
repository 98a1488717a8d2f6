package org.ncollapse.report.page;

import java.nio.file.Path;
import java.util.List;

/**
 * One model on the page of reproductions.
 *
 * @param title the model's name
 * @param settings of the model and of the descent, in a line
 * @param notes what the file says of it
 * @param theorem what theory says, in a sentence
 * @param findings what was seen, a sentence each
 * @param figure an SVG file
 * @param rows every predicted quantity beside the simulated one; and those that theory leaves open
 */
public record ReproducedModel(
        String title,
        String settings,
        String notes,
        String theorem,
        List<String> findings,
        Path figure,
        List<Row> rows) {

    public ReproducedModel {
        findings = List.copyOf(findings);
        rows = List.copyOf(rows);
    }

    /**
     * One quantity; a matrix or vector by its Frobenius norm.
     *
     * @param predicted NaN where theory does not determine it
     * @param relativeError NaN likewise
     */
    public record Row(String quantity, double predicted, double simulated, double relativeError) {}
}
