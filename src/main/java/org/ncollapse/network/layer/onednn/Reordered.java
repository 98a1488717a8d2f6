package org.ncollapse.network.layer.onednn;

import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Weights in Deeplearning4j's order as an argument of a primitive that wants an order of its own. They are copied into
 * the scratch before it runs, or out of it behind: the parameters move at every step, so there is nothing to keep.
 */
final class Reordered {

    private final Engine engine;
    private final Call call;
    private final int argument;
    private final long bytes;
    private final Call reorder;
    private final boolean written;

    private Reordered(Engine engine, Call call, int argument, memory.desc wanted, Call reorder, boolean written) {
        this.engine = engine;
        this.call = call.takes(argument, wanted);
        this.argument = argument;
        this.bytes = wanted.get_size();
        this.reorder = reorder;
        this.written = written;
    }

    /** Weights that the primitive reads. */
    static Reordered read(Engine engine, Call call, int argument, memory.desc plain, memory.desc wanted) {
        return new Reordered(engine, call, argument, wanted, engine.reorder(plain, wanted), false);
    }

    /** Weights' slopes that it writes. */
    static Reordered written(Engine engine, Call call, int argument, memory.desc plain, memory.desc wanted) {
        return new Reordered(engine, call, argument, wanted, engine.reorder(wanted, plain), true);
    }

    /** Runs the primitive with {@code weights} for the argument. */
    void run(INDArray weights) {
        if (reorder == null) {
            call.at(argument, weights).run();
            return;
        }
        call.at(argument, engine.scratch(bytes));
        if (written) {
            call.run();
            reorder.at(Argument.FROM, engine.scratch(bytes))
                    .at(Argument.TO, weights)
                    .run();
        } else {
            reorder.at(Argument.FROM, weights)
                    .at(Argument.TO, engine.scratch(bytes))
                    .run();
            call.run();
        }
    }
}
