package org.ncollapse.report.page;

import java.util.List;

/**
 * The names of a run and of its parts.
 *
 * @param group equal for runs that differ in the seed only; they are shown as a mean and a band
 * @param epochLabel the meaning of the tables' column {@code epoch}: epoch or iteration
 * @param notes of the experiment; may be empty
 * @param classes names in the order of the labels
 */
public record RunDescription(String name, String group, String epochLabel, String notes, List<String> classes) {

    public RunDescription {
        classes = List.copyOf(classes);
    }
}
