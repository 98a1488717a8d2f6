package org.ncollapse.experiment.doctor;

/** Hears what an examination finds, as it goes on. */
public interface DoctorListener {

    /** What is about to happen, where it takes more than a moment. */
    void stageStarted(String what);

    /** A check is done. */
    void checkDone(CheckResult finding);

    /** A trial is done. */
    void estimateDone(ExperimentEstimate expectation);
}
