package org.ncollapse.experiment.doctor;

/** Hears what an examination finds, as it goes on. */
public interface DoctorListener {

    /** What is about to happen, where it takes more than a moment. */
    void doing(String what);

    /** A check is done. */
    void found(Finding finding);

    /** A trial is done. */
    void expects(Expectation expectation);
}
