/** The results of all runs of a sweep: tables, means over seeds and the data of the phase diagram. */
package org.ncollapse.report.sweep;
