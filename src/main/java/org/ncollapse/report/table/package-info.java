/** The CSV tables of a run: their schemas, readers and writers. */
package org.ncollapse.report.table;
