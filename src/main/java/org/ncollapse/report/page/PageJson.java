package org.ncollapse.report.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.ncollapse.text.NumberText;

/** Numbers and records as the page's script reads them. */
final class PageJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int DIGITS = 6;

    private PageJson() {}

    /** JSON has no NaN: null. */
    static Double nullIfNotFinite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** Six digits, of which a heat map's colours show two: a page must not weigh ten times as much for the rest. */
    static Double roundedToSixDigits(double value) {
        return Double.isFinite(value) ? NumberText.rounded(value, DIGITS).doubleValue() : null;
    }

    /** One line that may stand in a script element: no tag can begin in it. */
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
