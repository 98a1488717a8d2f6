package org.ncollapse.report.export;

import java.util.List;

/**
 * What an export says of a run beyond its tables.
 *
 * @param name the run's, which is its folder's
 * @param setting what was trained on what, in a few words
 * @param status how the run ended, in the manifest's word
 * @param counts what the tables' column {@code epoch} counts: "epoch" or "iteration"
 * @param used the names under which {@code references.bib} knows what the run was made of
 * @param biased whether the head adds a bias: the plain model with one is another
 * @param version of ncollapse
 * @param library version of Deeplearning4j, where a network was trained
 */
public record Subject(
        String name,
        String setting,
        String status,
        String counts,
        List<String> used,
        boolean biased,
        String version,
        String library) {

    public Subject {
        used = List.copyOf(used);
    }
}
