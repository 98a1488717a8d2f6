package org.ncollapse.report.page;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ncollapse.report.UfmTable;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * What a fit has left.
 *
 * @param verdict in words, a paragraph each
 * @param courses models' metrics beside the network's
 * @param predictions what the models say of the last epoch, beside what was seen
 */
record Theory(List<String> verdict, List<Course> courses, List<Prediction> predictions) {

    /**
     * One metric of one model, started where the network was.
     *
     * @param quantity {@code nc1}, {@code nc2_of}, …
     */
    record Course(String model, String quantity, List<Integer> epochs, List<Double> observed, List<Double> predicted) {}

    /** One predicted number; {@code error} is relative. */
    record Prediction(
            String model, String quantity, String layer, int epoch, Double observed, Double predicted, Double error) {}

    /** Reads a run's {@code ufm.csv} and {@code verdict.txt}; null where it was not fitted. */
    static Theory read(PageRun run) {
        if (!Files.isRegularFile(run.folder().resolve(UfmTable.FILE))) {
            return null;
        }
        List<FitRow> rows = UfmTable.read(run.folder());
        return new Theory(UfmTable.readVerdict(run.folder()), courses(rows), predictions(rows));
    }

    private static List<Course> courses(List<FitRow> rows) {
        Map<List<String>, Course> courses = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> row.kind() == Kind.TRAJECTORY && !row.quantity().endsWith(FitRow.PACED))
                .sorted(Comparator.comparingInt(FitRow::epoch))
                .forEach(row -> {
                    Course course = courses.computeIfAbsent(
                            List.of(row.model(), row.quantity()),
                            key -> new Course(
                                    key.get(0), key.get(1), new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
                    course.epochs.add(row.epoch());
                    course.observed.add(Json.number(row.observed()));
                    course.predicted.add(Json.number(row.predicted()));
                });
        return List.copyOf(courses.values());
    }

    private static List<Prediction> predictions(List<FitRow> rows) {
        int last = rows.stream()
                .filter(row -> row.kind() == Kind.PREDICTION)
                .mapToInt(FitRow::epoch)
                .max()
                .orElse(-1);
        return rows.stream()
                .filter(row -> row.kind() == Kind.PREDICTION && row.epoch() == last)
                .map(row -> new Prediction(
                        row.model(),
                        row.quantity(),
                        row.layer(),
                        row.epoch(),
                        Json.number(row.observed()),
                        Json.number(row.predicted()),
                        Json.number(row.relativeError())))
                .filter(row -> Objects.nonNull(row.error) || Objects.nonNull(row.predicted))
                .toList();
    }
}
