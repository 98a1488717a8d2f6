package org.ncollapse.network.layer;

import org.ncollapse.network.kernel.FusedActivation;

/** A layer or vertex that can compute the ReLU after it in the same pass. */
interface ReluFusable {

    /** Sets the activation to compute in the same pass, from the next pass on. */
    void setFusedActivation(FusedActivation activation);
}
