/** Runs one experiment: sets up training, records metrics and checkpoints, and resumes interrupted runs. */
package org.ncollapse.experiment.run;
