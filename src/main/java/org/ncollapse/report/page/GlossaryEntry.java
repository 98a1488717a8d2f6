package org.ncollapse.report.page;

import java.util.List;

/**
 * The definition of a term, which opens where a page uses it.
 *
 * @param term as it is written in texts
 * @param name what it stands for
 * @param formulas in the notation of docs/metrics.md and docs/ufm.md
 * @param atCollapse what to expect at collapse, in sentences
 * @param source the papers, without a final period
 */
record GlossaryEntry(String term, String name, List<String> formulas, String atCollapse, String source) {}
