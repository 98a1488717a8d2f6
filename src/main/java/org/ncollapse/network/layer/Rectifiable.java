package org.ncollapse.network.layer;

/** A step that can do the work of the ReLU behind it in the same pass. */
interface Rectifiable {

    /** Takes the work over, or gives it back. */
    void rectify(boolean rectified);
}
