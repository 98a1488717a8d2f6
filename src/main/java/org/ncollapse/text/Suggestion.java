package org.ncollapse.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the word that was probably meant. */
public final class Suggestion {

    private Suggestion() {}

    /**
     * Returns the valid word with the smallest edit distance from a misspelled one, the first of several. It is empty
     * if more than a third of the letters differ, and more than two.
     */
    public static Optional<String> nearest(String word, Collection<String> valid) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return valid.stream()
                .min(Comparator.comparing(candidate -> distance.apply(word, candidate)))
                .filter(best -> distance.apply(word, best) <= Math.max(2, word.length() / 3));
    }

    /**
     * Returns the end of a message about a misspelled word: {@code ; did you mean 'WORD'? Advice}, or {@code ; advice}
     * if no valid word is near.
     *
     * @param advice starts with a lower-case letter, or with a quotation mark
     */
    public static String advice(String word, Collection<String> valid, String advice) {
        return nearest(word, valid)
                .map(best -> "; did you mean '" + best + "'? "
                        + advice.substring(0, 1).toUpperCase(Locale.ROOT) + advice.substring(1))
                .orElse("; " + advice);
    }
}
