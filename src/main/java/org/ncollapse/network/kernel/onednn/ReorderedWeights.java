package org.ncollapse.network.kernel.onednn;

import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Weights in Deeplearning4j's order as an argument of a primitive that wants an order of its own. They are copied into
 * the scratch before it runs, or out of it behind: the parameters move at every step, so there is nothing to keep.
 */
final class ReorderedWeights {

    private final OneDnnEngine engine;
    private final BoundPrimitive call;
    private final int argument;
    private final long bytes;
    private final BoundPrimitive reorder;
    private final boolean output;

    private ReorderedWeights(
            OneDnnEngine engine,
            BoundPrimitive call,
            int argument,
            memory.desc wanted,
            BoundPrimitive reorder,
            boolean written) {
        this.engine = engine;
        this.call = call.declare(argument, wanted);
        this.argument = argument;
        this.bytes = wanted.get_size();
        this.reorder = reorder;
        this.output = written;
    }

    /** Weights that the primitive reads. */
    static ReorderedWeights input(
            OneDnnEngine engine, BoundPrimitive call, int argument, memory.desc plain, memory.desc wanted) {
        return new ReorderedWeights(engine, call, argument, wanted, engine.reorder(plain, wanted), false);
    }

    /** Weights' slopes that it writes. */
    static ReorderedWeights output(
            OneDnnEngine engine, BoundPrimitive call, int argument, memory.desc plain, memory.desc wanted) {
        return new ReorderedWeights(engine, call, argument, wanted, engine.reorder(wanted, plain), true);
    }

    /** Runs the primitive with {@code weights} for the argument. */
    void execute(INDArray weights) {
        if (reorder == null) {
            call.bind(argument, weights).execute();
            return;
        }
        call.bind(argument, engine.scratchBuffer(bytes));
        if (output) {
            call.execute();
            reorder.bind(PrimitiveArgument.FROM, engine.scratchBuffer(bytes))
                    .bind(PrimitiveArgument.TO, weights)
                    .execute();
        } else {
            reorder.bind(PrimitiveArgument.FROM, weights)
                    .bind(PrimitiveArgument.TO, engine.scratchBuffer(bytes))
                    .execute();
            call.execute();
        }
    }
}
