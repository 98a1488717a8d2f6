package org.ncollapse.network.layer;

/** A step that can do the work of the ReLU behind it in the same pass. */
interface ReluFusable {

    /** Takes the work over, or gives it back. */
    void setReluFused(boolean rectified);
}
