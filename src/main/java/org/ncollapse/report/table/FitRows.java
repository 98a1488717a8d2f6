package org.ncollapse.report.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Kind;

/** A selection of the rows of a fit. */
public record FitRows(List<FitRow> rows) {

    private static final List<UfmModelName> ORDER = List.of(
            UfmModelName.PLAIN,
            UfmModelName.EXTENDED_LINEAR,
            UfmModelName.EXTENDED_RELU,
            UfmModelName.IMBALANCED,
            UfmModelName.PLAIN_CROSS_ENTROPY,
            UfmModelName.DEEP_LINEAR);

    public FitRows {
        rows = List.copyOf(rows);
    }

    /** Returns the rows of a kind. */
    public FitRows ofKind(Kind kind) {
        return new FitRows(rows.stream().filter(row -> row.kind() == kind).toList());
    }

    /** Returns the rows of a model. */
    public FitRows ofModel(String model) {
        return new FitRows(
                rows.stream().filter(row -> row.model().equals(model)).toList());
    }

    /** Returns the rows of a quantity. */
    public FitRows ofQuantity(String quantity) {
        return new FitRows(
                rows.stream().filter(row -> row.quantity().equals(quantity)).toList());
    }

    /** Returns the rows of one factor or layer, by its {@linkplain #layers() name}. */
    public FitRows ofLayer(String name) {
        Map<String, Integer> depths = depths();
        return new FitRows(
                rows.stream().filter(row -> layerName(row, depths).equals(name)).toList());
    }

    /** Returns the rows by ascending epoch. */
    public FitRows byEpoch() {
        return new FitRows(rows.stream().sorted(FitRow.BY_EPOCH).toList());
    }

    /** Returns a model's index in the order in which figures show models; unknown ones come last. */
    public static int modelOrder(String model) {
        return UfmModelName.of(model).map(ORDER::indexOf).orElse(ORDER.size());
    }

    /** Returns the models in the order of figures. */
    public List<String> models() {
        return rows.stream()
                .map(FitRow::model)
                .distinct()
                .sorted(Comparator.comparingInt(FitRows::modelOrder))
                .toList();
    }

    /** Returns the models in reverse order: dashed lines in front of a solid line leave both visible. */
    public List<String> modelsReversed() {
        List<String> models = new ArrayList<>(models());
        Collections.reverse(models);
        return models;
    }

    /**
     * Returns the layers' names as all models understand them: the plain models' H and W are the features at the head's
     * input and the head, which deeper models number (H2 and W2, …).
     */
    public List<String> layers() {
        Map<String, Integer> depths = depths();
        return rows.stream().map(row -> layerName(row, depths)).distinct().toList();
    }

    private static String layerName(FitRow row, Map<String, Integer> depths) {
        int depth = depths.get(row.model());
        return depth > 1 && number(row.layer()) == depth ? row.layer().substring(0, 1) : row.layer();
    }

    private Map<String, Integer> depths() {
        Map<String, Integer> depths = new HashMap<>();
        rows.forEach(row -> depths.merge(row.model(), number(row.layer()), Math::max));
        return depths;
    }

    private static int number(String layer) {
        return layer.matches("[HW][1-9][0-9]?") ? Integer.parseInt(layer.substring(1)) : 0;
    }
}
