/** Writes {@code report.html}: a page that contains its data and scripts and loads nothing. */
package org.ncollapse.report.page;
