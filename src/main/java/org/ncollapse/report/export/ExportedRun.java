package org.ncollapse.report.export;

import java.util.List;
import java.util.Optional;
import org.ncollapse.spec.RunStatus;

/**
 * The facts about a run that an export needs in addition to its tables.
 *
 * @param name of the run and of its folder
 * @param description the network and the dataset, in a few words
 * @param status as in the manifest
 * @param epochLabel the meaning of the tables' column {@code epoch}: "epoch" or "iteration"
 * @param citationNames names in {@code references.bib} for the dataset, network, losses and so on
 * @param hasHeadBias whether the head has a bias; the plain model with a bias is cited differently
 * @param ncollapseVersion version of ncollapse
 * @param deeplearning4jVersion version of Deeplearning4j if a network was trained
 * @param network the trained network; empty if there is none
 */
public record ExportedRun(
        String name,
        String description,
        RunStatus status,
        String epochLabel,
        List<String> citationNames,
        boolean hasHeadBias,
        String ncollapseVersion,
        String deeplearning4jVersion,
        Optional<ExportedNetwork> network) {

    public ExportedRun {
        citationNames = List.copyOf(citationNames);
    }
}
