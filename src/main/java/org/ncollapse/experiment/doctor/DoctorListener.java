package org.ncollapse.experiment.doctor;

/** Receives the results of the checks. */
public interface DoctorListener {

    /** A stage starts that may take a while; a few words say which. */
    void stageStarted(String stage);

    /** A check is done. */
    void checkDone(CheckResult result);

    /** An experiment has been timed. */
    void estimateDone(ExperimentEstimate estimate);
}
