package org.ncollapse.network.kernel.onednn;

import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A primitive with one argument of weights, whose layout may differ from Deeplearning4j's. The weights are converted
 * from Deeplearning4j's layout into the scratch buffer before the primitive runs, or their gradient out of it
 * afterwards. Nothing is cached: the parameters change at every step.
 */
final class PrimitiveWithWeights {

    private final OneDnnEngine engine;
    private final BoundPrimitive primitive;
    private final int argument;
    private final long bytes;
    /** Null where the primitive takes Deeplearning4j's layout. */
    private final BoundPrimitive reorder;

    private final boolean output;

    private PrimitiveWithWeights(
            OneDnnEngine engine,
            BoundPrimitive primitive,
            int argument,
            memory.desc wanted,
            BoundPrimitive reorder,
            boolean output) {
        this.engine = engine;
        this.primitive = primitive.declare(argument, wanted);
        this.argument = argument;
        this.bytes = wanted.get_size();
        this.reorder = reorder;
        this.output = output;
    }

    /** A primitive that reads weights: {@code given} is Deeplearning4j's layout, {@code wanted} the primitive's. */
    static PrimitiveWithWeights reading(
            OneDnnEngine engine, BoundPrimitive primitive, memory.desc given, memory.desc wanted) {
        return new PrimitiveWithWeights(
                engine, primitive, PrimitiveArgument.WEIGHTS, wanted, engine.reorder(given, wanted), false);
    }

    /** A primitive that writes the weights' gradient. */
    static PrimitiveWithWeights writing(
            OneDnnEngine engine, BoundPrimitive primitive, memory.desc given, memory.desc wanted) {
        return new PrimitiveWithWeights(
                engine, primitive, PrimitiveArgument.WEIGHTS_GRADIENT, wanted, engine.reorder(wanted, given), true);
    }

    PrimitiveWithWeights bind(int otherArgument, INDArray array) {
        primitive.bind(otherArgument, array);
        return this;
    }

    /** Runs the primitive with the given weights, or writes their gradient to the array. */
    void execute(INDArray weights) {
        if (reorder == null) {
            primitive.bind(argument, weights).execute();
            return;
        }
        long scratch = engine.scratchBuffer(bytes);
        primitive.bind(argument, scratch);
        if (output) {
            primitive.execute();
            reorder.bind(PrimitiveArgument.FROM, scratch)
                    .bind(PrimitiveArgument.TO, weights)
                    .execute();
        } else {
            reorder.bind(PrimitiveArgument.FROM, weights)
                    .bind(PrimitiveArgument.TO, scratch)
                    .execute();
            primitive.execute();
        }
    }
}
