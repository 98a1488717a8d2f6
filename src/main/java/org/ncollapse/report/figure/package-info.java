/** Draws figures from the tables of a run and writes them as PNG, SVG and PDF. */
package org.ncollapse.report.figure;
