package org.ncollapse.experiment.store;

/**
 * An interruption of a run that was resumed.
 *
 * @param cause a signal, the message of an error, an unexpected end of the process, or a later end of training
 * @param ended when the process ended: UTC, ISO 8601; null if it ended unexpectedly
 * @param epoch the epoch in which the run resumed, from 1
 * @param step the step of that epoch after which it resumed
 * @param resumed when it resumed: UTC, ISO 8601
 * @param software the software that ran before the interruption
 * @param machine the machine that the run was on before the interruption
 */
public record InterruptionRecord(
        String cause, String ended, int epoch, int step, String resumed, Software software, Machine machine) {}
