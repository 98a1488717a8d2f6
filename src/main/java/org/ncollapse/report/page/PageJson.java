package org.ncollapse.report.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.ncollapse.text.NumberText;

/** Values and records as JSON for the page's scripts. */
final class PageJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int DIGITS = 6;

    private PageJson() {}

    /** Returns null for NaN and infinity, which JSON does not have. */
    static Double nullIfNotFinite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** Rounds to six digits, so that matrices do not dominate the size of the page. */
    static Double roundedToSixDigits(double value) {
        return Double.isFinite(value) ? NumberText.rounded(value, DIGITS).doubleValue() : null;
    }

    /** Returns JSON on one line that is safe in a script element: no tag can begin in it. */
    static String embed(Object record) {
        try {
            return MAPPER.writeValueAsString(record)
                    .replace("<", "\\u003c")
                    .replace("\u2028", "\\u2028")
                    .replace("\u2029", "\\u2029");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that is no JSON", e);
        }
    }
}
