/** Uses the files of finished and running runs: status, comparison, fit, report, export and the live page. */
package org.ncollapse.experiment.results;
