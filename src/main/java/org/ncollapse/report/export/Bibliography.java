package org.ncollapse.report.export;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.MetricsTable;

/**
 * {@code references.bib}: BibTeX entries for what a run used. The resource {@code references.bib} of this package has
 * all entries. A line {@code % for: …; …} before each lists the names that cite it.
 */
public final class Bibliography {

    /** The name that cites the sources of the fitted trajectories. */
    static final String TRAJECTORIES = "trajectories of fitted models";

    private Bibliography() {}

    /**
     * An entry.
     *
     * @param names that cite it
     * @param text BibTeX
     */
    record Entry(List<String> names, String text) {}

    /** Returns all entries. */
    static List<Entry> all() {
        return Stream.of(Template.of("references.bib").text().split("(?m)^% for: "))
                .skip(1)
                .map(Bibliography::entry)
                .toList();
    }

    private static Entry entry(String text) {
        int end = text.indexOf('\n');
        return new Entry(
                List.of(text.substring(0, end).split("; ")),
                text.substring(end + 1).strip());
    }

    /** @param models that were fitted; empty without a fit */
    static ExportedFile of(ExportedRun run, MetricsTable metrics, List<String> models) {
        Set<String> used = new LinkedHashSet<>(run.citationNames());
        models.forEach(model -> used.addAll(modelNames(model, run.hasHeadBias())));
        if (!models.isEmpty()) {
            used.add(TRAJECTORIES);
        }
        Arrays.stream(MetricColumn.values())
                .filter(metrics::has)
                .forEach(column -> used.addAll(citations(column.source())));
        String entries = all().stream()
                .filter(entry -> entry.names().stream().anyMatch(used::contains))
                .map(Entry::text)
                .collect(Collectors.joining("\n\n"));
        return new ExportedFile(
                "references.bib",
                new Template("% References of the run " + run.name()
                                + ". Written by ncollapse export, which replaces it.\n\n" + entries + "\n")
                        .replace("NCOLLAPSE", run.ncollapseVersion())
                        .replace("DEEPLEARNING4J", run.deeplearning4jVersion())
                        .text());
    }

    /** Returns the names under which a model is cited. */
    public static List<String> modelNames(String name, boolean biased) {
        return biased ? List.of("model " + name, "model " + name + " with a bias") : List.of("model " + name);
    }

    /** Returns the publications in a column's source. */
    static List<String> citations(String source) {
        return Stream.of(source.split("; |, after |^after "))
                .filter(citation -> citation.matches(".* \\d{4}"))
                .toList();
    }
}
