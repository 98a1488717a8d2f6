package org.ncollapse.report.page;

import java.nio.file.Path;
import java.util.List;

/**
 * One model on the reproduction page.
 *
 * @param title the model's name
 * @param settings of the model and of the gradient descent, in one line
 * @param notes of the simulation file
 * @param theorem the theorem, in one sentence
 * @param findings the observations, one sentence each
 * @param figure an SVG file
 * @param rows quantities with their predicted and simulated values
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
     * One quantity; a matrix or vector is given by its Frobenius norm.
     *
     * @param predicted NaN if theory does not determine it
     * @param relativeError NaN if theory does not determine the quantity
     */
    public record Row(String quantity, double predicted, double simulated, double relativeError) {}
}
