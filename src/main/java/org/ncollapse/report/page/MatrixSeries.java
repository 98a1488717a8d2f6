package org.ncollapse.report.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ncollapse.report.table.CsvRow;
import org.ncollapse.spec.Split;

/**
 * A K×K matrix at every captured epoch, or at as many as the size of a page allows.
 *
 * @param matrix {@code class_mean_gram}: H̄ᵀH̄; {@code weight_gram}: WWᵀ; {@code logits}: entry (i, j) is output i at
 *     the mean of class j
 * @param split the training split for {@code weight_gram}, which does not depend on it
 * @param size K
 * @param epochs ascending
 * @param values for each epoch row by row with six digits; of a Gram matrix the upper triangle
 */
record MatrixSeries(
        String matrix, String layer, Split split, int size, List<Integer> epochs, List<List<Double>> values) {

    private static final String LOGITS = "logits";
    /** The number of values on a page of all matrices together: about a megabyte. */
    private static final int BUDGET = 120_000;
    /** The number of values for one epoch with which a page still has enough epochs and browsers are fast. */
    private static final int MAX_ENTRIES = 60_000;

    /**
     * Reads {@code gram.csv} and {@code logits.csv} of a run; empty if there are too many classes for a page.
     *
     * @param keptEpochs epochs that are never left out
     */
    static List<MatrixSeries> read(RunPageInput run, List<Integer> keptEpochs) {
        Map<List<Object>, MatrixSeries> all = new LinkedHashMap<>();
        PageTable.GRAM.forEachRow(run, row -> {
            boolean isDuplicate = row.text("matrix").equals("weight_gram") && row.split() == Split.TEST;
            if (!isDuplicate && row.nonNegativeInt("j") >= row.nonNegativeInt("i")) {
                add(all, row.text("matrix"), row);
            }
        });
        PageTable.LOGITS.forEachRow(run, row -> add(all, LOGITS, row));
        if (all.values().stream().mapToLong(MatrixSeries::cells).sum() > MAX_ENTRIES) {
            return List.of();
        }
        long numbers = all.values().stream()
                .mapToLong(matrices -> (long) matrices.epochs.size() * matrices.cells())
                .sum();
        int stride = (int) Math.max(1, (numbers + BUDGET - 1) / BUDGET);
        return all.values().stream()
                .map(matrices ->
                        matrices.withCompleteEpochs(run.description().classes().size()))
                .filter(matrices -> !matrices.epochs.isEmpty())
                .map(matrices -> matrices.everyNth(stride, keptEpochs))
                .toList();
    }

    private static void add(Map<List<Object>, MatrixSeries> all, String matrix, CsvRow row) {
        MatrixSeries matrices = all.computeIfAbsent(
                List.of(matrix, row.text("layer"), row.split()),
                key -> new MatrixSeries(
                        matrix, row.text("layer"), row.split(), 0, new ArrayList<>(), new ArrayList<>()));
        int last = matrices.epochs.size() - 1;
        if (last < 0 || matrices.epochs.get(last) != row.nonNegativeInt("epoch")) {
            matrices.epochs.add(row.nonNegativeInt("epoch"));
            matrices.values.add(new ArrayList<>());
        }
        matrices.values.get(matrices.values.size() - 1).add(PageJson.roundedToSixDigits(row.number("value")));
    }

    private int cells() {
        return values.get(0).size();
    }

    /** Returns the epochs with all entries; the last one may be incomplete in a run in progress. */
    private MatrixSeries withCompleteEpochs(int size) {
        int cells = matrix.equals(LOGITS) ? size * size : size * (size + 1) / 2;
        int complete = (int)
                values.stream().takeWhile(entries -> entries.size() == cells).count();
        return new MatrixSeries(matrix, layer, split, size, epochs.subList(0, complete), values.subList(0, complete));
    }

    private MatrixSeries everyNth(int stride, List<Integer> keptEpochs) {
        TreeSet<Integer> indices = new TreeSet<>();
        for (int i = 0; i < epochs.size(); i++) {
            if (i % stride == 0 || i == epochs.size() - 1 || keptEpochs.contains(epochs.get(i))) {
                indices.add(i);
            }
        }
        return new MatrixSeries(
                matrix,
                layer,
                split,
                size,
                indices.stream().map(epochs::get).toList(),
                indices.stream().map(values::get).toList());
    }
}
