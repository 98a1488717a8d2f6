package org.ncollapse.report.table;

import java.nio.file.Path;
import java.util.List;
import org.ncollapse.io.BadInputException;

/**
 * The collapse of a simulated model, from its {@code metrics.csv}.
 *
 * @param headInput the head's input, by ascending iteration
 * @param previousLayer the layer before it; none for a model without one
 */
public record SimulationMetrics(List<Row> headInput, List<Row> previousLayer) {

    public SimulationMetrics {
        headInput = List.copyOf(headInput);
        previousLayer = List.copyOf(previousLayer);
    }

    /**
     * One layer at one recorded iteration.
     *
     * @param objective NaN at the lower layer, as the distances of NC3 are
     */
    public record Row(
            int iteration,
            String layer,
            double objective,
            double nc1,
            double nc2Of,
            double nc2Etf,
            double nc3Of,
            double nc3Etf) {}

    /**
     * Reads a simulation's folder.
     *
     * @throws BadInputException if the file, a needed column or a cell is missing or cannot be understood
     */
    public static SimulationMetrics read(Path runFolder) {
        List<Row> readings = CsvReader.readAll(
                runFolder.resolve("metrics.csv"),
                "a simulation",
                List.of("epoch", "layer", "objective", "nc1", "nc2_of", "nc2_etf", "nc3_of", "nc3_etf"),
                row -> new Row(
                        row.nonNegativeInt("epoch"),
                        row.text("layer"),
                        row.number("objective"),
                        row.number("nc1"),
                        row.number("nc2_of"),
                        row.number("nc2_etf"),
                        row.number("nc3_of"),
                        row.number("nc3_etf")));
        String upper = readings.isEmpty() ? "" : readings.get(0).layer();
        return new SimulationMetrics(
                readings.stream()
                        .filter(reading -> reading.layer().equals(upper))
                        .toList(),
                readings.stream()
                        .filter(reading -> !reading.layer().equals(upper))
                        .toList());
    }
}
