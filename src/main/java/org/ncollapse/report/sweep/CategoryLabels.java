package org.ncollapse.report.sweep;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The labels of an axis of categories. Maps such as {@code {kind: sgd, learningRate: 0.05}} are too long for a tick: if
 * their first entries have the same key and different values, those values are the labels.
 *
 * @param axisName the varied key; with the key of the first entries, {@code optimizer.kind}, if they are the labels
 * @param labels one for each category
 */
record CategoryLabels(String axisName, List<String> labels) {

    private static final Pattern FIRST_ENTRY = Pattern.compile("\\{([^:{}]+): ([^,{}\\[]+)[,}].*");

    static CategoryLabels of(String name, List<String> categories) {
        List<Matcher> maps = categories.stream()
                .map(FIRST_ENTRY::matcher)
                .filter(Matcher::matches)
                .toList();
        List<String> keys = maps.stream().map(map -> map.group(1)).distinct().toList();
        List<String> values = maps.stream().map(map -> map.group(2)).toList();
        return keys.size() == 1 && maps.size() == categories.size() && new HashSet<>(values).size() == values.size()
                ? new CategoryLabels(name + "." + keys.get(0), values)
                : new CategoryLabels(name, categories);
    }
}
