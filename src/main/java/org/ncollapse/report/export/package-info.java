/**
 * Exports a run for a paper: an explanation of the columns, LaTeX tables, data and a figure for pgfplots, a notebook,
 * BibTeX, and one archive of all of them. Everything is generated from the files of the run
 * ({@link org.ncollapse.report.export.ExportedRun}). Equal files give equal bytes.
 */
package org.ncollapse.report.export;
