/**
 * What a paper takes from a run's folder: the columns explained, LaTeX tables, pgfplots data and a figure, a notebook,
 * BibTeX, and one archive of it all. Everything is made from the folder's files and a few words of its manifest
 * ({@link org.ncollapse.report.export.ExportedRun}); equal files give equal bytes.
 */
package org.ncollapse.report.export;
