package org.ncollapse.report.export;

import java.util.List;
import org.ncollapse.spec.RunStatus;

/**
 * What an export says of a run beyond its tables.
 *
 * @param name the run's, which is its folder's
 * @param description what was trained on what, in a few words
 * @param status how the run ended, in the manifest's word
 * @param epochLabel what the tables' column {@code epoch} counts: "epoch" or "iteration"
 * @param citationNames the names under which {@code references.bib} knows what the run was made of
 * @param hasHeadBias whether the head adds a bias: the plain model with one is another
 * @param ncollapseVersion of ncollapse
 * @param deeplearning4jVersion version of Deeplearning4j, where a network was trained
 */
public record ExportedRun(
        String name,
        String description,
        RunStatus status,
        String epochLabel,
        List<String> citationNames,
        boolean hasHeadBias,
        String ncollapseVersion,
        String deeplearning4jVersion) {

    public ExportedRun {
        citationNames = List.copyOf(citationNames);
    }
}
