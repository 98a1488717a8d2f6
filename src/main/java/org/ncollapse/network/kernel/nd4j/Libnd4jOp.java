package org.ncollapse.network.kernel.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** One of libnd4j's operations with fixed arguments, run on existing arrays. */
final class Libnd4jOp {

    private final CustomOp operation;
    private final OpContext context = Nd4j.getExecutioner().buildContext();
    private final long[] integers;
    private final double[] reals;

    Libnd4jOp(String name, long[] integers, double... reals) {
        operation = DynamicCustomOp.builder(name).build();
        this.integers = integers;
        this.reals = reals;
    }

    void execute(INDArray[] inputs, INDArray... outputs) {
        context.purge();
        context.setIArguments(integers);
        context.setTArguments(reals);
        context.setInputArrays(inputs);
        context.setOutputArrays(outputs);
        Nd4j.exec(operation, context);
    }
}
