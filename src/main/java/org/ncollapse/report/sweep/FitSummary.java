package org.ncollapse.report.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ncollapse.report.table.FitRows;

/**
 * The fits of one model to the seeds of a configuration.
 *
 * @param values the configuration's values of the sweep's keys
 * @param model {@code plain}, …
 * @param fits one for each seed that has this model
 */
public record FitSummary(List<String> values, String model, List<FittedModel> fits) {

    public FitSummary {
        values = List.copyOf(values);
        fits = List.copyOf(fits);
    }

    /** Returns the summaries of a sweep: its configurations in their order, with their models in that of figures. */
    public static List<FitSummary> of(SweepResults results) {
        List<FitSummary> summaries = new ArrayList<>();
        for (SweepConfiguration configuration : results.configurations()) {
            List<FittedModel> fits = configuration.finished().stream()
                    .flatMap(run -> run.fits().stream())
                    .toList();
            fits.stream()
                    .map(FittedModel::name)
                    .distinct()
                    .sorted(Comparator.comparingInt(FitRows::modelOrder))
                    .map(model -> new FitSummary(
                            configuration.values(),
                            model,
                            fits.stream()
                                    .filter(fit -> fit.name().equals(model))
                                    .toList()))
                    .forEach(summaries::add);
        }
        return summaries;
    }

    /** Returns the median and the range of a score over the seeds. */
    public SeedRange range(FitColumn column) {
        return SeedRange.of(fits.stream().mapToDouble(fit -> fit.score(column)).toArray());
    }
}
