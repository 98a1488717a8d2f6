/** Estimates of the memory, the disk space and the time that a run needs. Time comes from a trial of a few seconds. */
package org.ncollapse.experiment.estimate;
