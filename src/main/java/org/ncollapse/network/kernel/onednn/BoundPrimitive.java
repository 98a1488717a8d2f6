package org.ncollapse.network.kernel.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A oneDNN primitive with its arguments. It is set up once; before each run its arguments are bound to arrays. */
final class BoundPrimitive {

    private final OneDnnEngine engine;
    private final primitive primitive;
    private final IntMemoryMap arguments = new IntMemoryMap();
    private final List<BoundArgument> boundArguments = new ArrayList<>();

    private static final class BoundArgument {
        private final int argument;
        private final memory memory;
        private long address;

        private BoundArgument(int argument, memory memory) {
            this.argument = argument;
            this.memory = memory;
        }
    }

    /** A pointer made from an address: JavaCPP's pointers can only be made so in subclasses. */
    private static final class RawPointer extends Pointer {
        private RawPointer(long address) {
            this.address = address;
        }
    }

    BoundPrimitive(OneDnnEngine engine, primitive primitive) {
        this.engine = engine;
        this.primitive = primitive;
    }

    /** Adds an argument that {@link #bind(int, long)} will point at an array. */
    BoundPrimitive declare(int argument, memory.desc desc) {
        return bindFixed(argument, new memory(desc, engine.cpuEngine(), new Pointer()));
    }

    /** Adds an argument with memory of its own. */
    BoundPrimitive bindFixed(int argument, memory memory) {
        boundArguments.add(new BoundArgument(argument, memory));
        arguments.put(argument, memory);
        return this;
    }

    BoundPrimitive bind(int argument, INDArray array) {
        return bind(argument, array.data().address() + array.offset() * Float.BYTES);
    }

    BoundPrimitive bind(int argument, long address) {
        for (BoundArgument bound : boundArguments) {
            if (bound.argument == argument && bound.address != address) {
                bound.memory.set_data_handle(new RawPointer(address));
                bound.address = address;
            }
        }
        return this;
    }

    void execute() {
        primitive.execute(engine.stream(), arguments);
    }
}
