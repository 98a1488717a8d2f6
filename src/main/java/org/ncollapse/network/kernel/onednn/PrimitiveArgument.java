package org.ncollapse.network.kernel.onednn;

import org.bytedeco.dnnl.global.dnnl;

/** oneDNN's numbers of a primitive's arguments. */
final class PrimitiveArgument {

    static final int FROM = dnnl.DNNL_ARG_FROM;
    static final int TO = dnnl.DNNL_ARG_TO;
    static final int INPUT = dnnl.DNNL_ARG_SRC;
    static final int SECOND_INPUT = dnnl.DNNL_ARG_SRC_1;
    static final int OUTPUT = dnnl.DNNL_ARG_DST;
    static final int WEIGHTS = dnnl.DNNL_ARG_WEIGHTS;
    static final int BIAS = dnnl.DNNL_ARG_BIAS;
    static final int SCALE_SHIFT = dnnl.DNNL_ARG_SCALE_SHIFT;
    static final int MEAN = dnnl.DNNL_ARG_MEAN;
    static final int VARIANCE = dnnl.DNNL_ARG_VARIANCE;
    static final int WORKSPACE = dnnl.DNNL_ARG_WORKSPACE;
    static final int INPUT_GRADIENT = dnnl.DNNL_ARG_DIFF_SRC;
    static final int OUTPUT_GRADIENT = dnnl.DNNL_ARG_DIFF_DST;
    static final int WEIGHTS_GRADIENT = dnnl.DNNL_ARG_DIFF_WEIGHTS;
    static final int BIAS_GRADIENT = dnnl.DNNL_ARG_DIFF_BIAS;
    static final int SCALE_SHIFT_GRADIENT = dnnl.DNNL_ARG_DIFF_SCALE_SHIFT;

    private PrimitiveArgument() {}

    /** The second operand of the fused operation at {@code index}. */
    static int postOp(int index) {
        return dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (index + 1) | dnnl.DNNL_ARG_SRC_1;
    }
}
