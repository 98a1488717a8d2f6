package org.ncollapse.network.layer.onednn;

import org.bytedeco.dnnl.global.dnnl;

/** oneDNN's numbers for what a primitive reads and writes. */
final class Argument {

    static final int FROM = dnnl.DNNL_ARG_FROM;
    static final int TO = dnnl.DNNL_ARG_TO;
    static final int INPUT = dnnl.DNNL_ARG_SRC;
    static final int OTHER = dnnl.DNNL_ARG_SRC_1;
    static final int OUTPUT = dnnl.DNNL_ARG_DST;
    static final int WEIGHTS = dnnl.DNNL_ARG_WEIGHTS;
    static final int BIAS = dnnl.DNNL_ARG_BIAS;
    static final int GAIN_AND_SHIFT = dnnl.DNNL_ARG_SCALE_SHIFT;
    static final int MEAN = dnnl.DNNL_ARG_MEAN;
    static final int VARIANCE = dnnl.DNNL_ARG_VARIANCE;
    static final int WORKSPACE = dnnl.DNNL_ARG_WORKSPACE;
    static final int INPUT_SLOPE = dnnl.DNNL_ARG_DIFF_SRC;
    static final int OUTPUT_SLOPE = dnnl.DNNL_ARG_DIFF_DST;
    static final int WEIGHTS_SLOPE = dnnl.DNNL_ARG_DIFF_WEIGHTS;
    static final int BIAS_SLOPE = dnnl.DNNL_ARG_DIFF_BIAS;
    static final int GAIN_AND_SHIFT_SLOPE = dnnl.DNNL_ARG_DIFF_SCALE_SHIFT;

    private Argument() {}

    /** The second operand of the operation that stands at {@code place} among those behind. */
    static int behind(int place) {
        return dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (place + 1) | dnnl.DNNL_ARG_SRC_1;
    }
}
