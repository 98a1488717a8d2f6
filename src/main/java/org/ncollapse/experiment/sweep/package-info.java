/**
 * Runs the experiments of a sweep, in processes on this machine or as a Slurm job array, and collects their results.
 */
package org.ncollapse.experiment.sweep;
