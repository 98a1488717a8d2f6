/** Text tables, TensorBoard event files and the simplex trajectory of a run. */
package org.ncollapse.report;
