/** All runs of a sweep together: as tables, and as what its phase diagram shows. */
package org.ncollapse.report.sweep;
