package org.ncollapse.network.kernel.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A primitive and what it is run on: laid out once, then pointed at arrays and run at every batch. */
final class BoundPrimitive {

    private final OneDnnEngine engine;
    private final primitive primitive;
    private final IntMemoryMap arguments = new IntMemoryMap();
    private final List<BoundArgument> slots = new ArrayList<>();

    private static final class BoundArgument {
        private final int argument;
        private final memory memory;
        private long address;

        private BoundArgument(int argument, memory memory) {
            this.argument = argument;
            this.memory = memory;
        }
    }

    /** A bare address, which JavaCPP's pointers cannot be made of outside their own classes. */
    private static final class RawPointer extends Pointer {
        private RawPointer(long address) {
            this.address = address;
        }
    }

    BoundPrimitive(OneDnnEngine engine, primitive primitive) {
        this.engine = engine;
        this.primitive = primitive;
    }

    /** Adds an argument whose address {@link #bind(int, long)} sets later. */
    BoundPrimitive declare(int argument, memory.desc desc) {
        return bindFixed(argument, new memory(desc, engine.cpuEngine(), new Pointer()));
    }

    /** Adds an argument that stays where it is. */
    BoundPrimitive bindFixed(int argument, memory memory) {
        slots.add(new BoundArgument(argument, memory));
        arguments.put(argument, memory);
        return this;
    }

    BoundPrimitive bind(int argument, INDArray array) {
        return bind(argument, array.data().address() + array.offset() * Float.BYTES);
    }

    BoundPrimitive bind(int argument, long address) {
        for (BoundArgument slot : slots) {
            if (slot.argument == argument && slot.address != address) {
                slot.memory.set_data_handle(new RawPointer(address));
                slot.address = address;
            }
        }
        return this;
    }

    void execute() {
        primitive.execute(engine.stream(), arguments);
    }
}
