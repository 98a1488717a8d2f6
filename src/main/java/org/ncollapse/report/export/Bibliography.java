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
 * {@code references.bib}: BibTeX for what a run used. All entries stand in this package's {@code references.bib}, each
 * behind a line {@code % for: …; …} with the names that ask for it.
 */
public final class Bibliography {

    /** Asks for what a fit's descents rest on. */
    static final String TRAJECTORIES = "descents of fitted models";

    private Bibliography() {}

    /**
     * An entry.
     *
     * @param names what asks for it
     * @param text BibTeX
     */
    record Entry(List<String> names, String text) {}

    /** Every entry there is. */
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

    /** @param models that were fitted; none where there was no fit */
    static ExportedFile of(ExportedRun subject, MetricsTable metrics, List<String> models) {
        Set<String> used = new LinkedHashSet<>(subject.citationNames());
        models.forEach(model -> used.addAll(modelNames(model, subject.hasHeadBias())));
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
                new Template("% What the run " + subject.name()
                                + " used. Written by ncollapse export, which replaces it.\n\n" + entries + "\n")
                        .replace("NCOLLAPSE", subject.ncollapseVersion())
                        .replace("DEEPLEARNING4J", subject.deeplearning4jVersion())
                        .text());
    }

    /** How a model is asked for. */
    public static List<String> modelNames(String name, boolean biased) {
        return biased ? List.of("model " + name, "model " + name + " with a bias") : List.of("model " + name);
    }

    /** The publications that a column's source names. */
    static List<String> citations(String source) {
        return Stream.of(source.split("; |, after |^after "))
                .filter(citation -> citation.matches(".* \\d{4}"))
                .toList();
    }
}
