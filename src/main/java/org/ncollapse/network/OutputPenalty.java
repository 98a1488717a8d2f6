package org.ncollapse.network;

/**
 * A penalty ½ factor ‖output‖² of one vertex's output, summed over a batch: the backward pass adds factor · output to
 * the gradient of that output. Where a ReLU's gradient is already masked this is the same, because the output is zero
 * where the mask is.
 *
 * @param vertex the name of the vertex; empty for no penalty
 */
record OutputPenalty(String vertex, double factor) {

    static final OutputPenalty NONE = new OutputPenalty("", 0);

    boolean isOf(String name) {
        return vertex.equals(name);
    }
}
