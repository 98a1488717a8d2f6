package org.ncollapse.network.layer.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A primitive and what it is run on: laid out once, then pointed at arrays and run at every batch. */
final class Call {

    private final Engine engine;
    private final primitive primitive;
    private final IntMemoryMap arguments = new IntMemoryMap();
    private final List<Slot> slots = new ArrayList<>();

    private static final class Slot {
        private final int argument;
        private final memory memory;
        private long address;

        private Slot(int argument, memory memory) {
            this.argument = argument;
            this.memory = memory;
        }
    }

    /** A bare address, which JavaCPP's pointers cannot be made of outside their own classes. */
    private static final class Address extends Pointer {
        private Address(long address) {
            this.address = address;
        }
    }

    Call(Engine engine, primitive primitive) {
        this.engine = engine;
        this.primitive = primitive;
    }

    /** Adds an argument that will be pointed {@link #at}. */
    Call takes(int argument, memory.desc desc) {
        return keeps(argument, new memory(desc, engine.processor(), new Pointer()));
    }

    /** Adds an argument that stays where it is. */
    Call keeps(int argument, memory memory) {
        slots.add(new Slot(argument, memory));
        arguments.put(argument, memory);
        return this;
    }

    Call at(int argument, INDArray array) {
        return at(argument, array.data().address() + array.offset() * Float.BYTES);
    }

    Call at(int argument, long address) {
        for (Slot slot : slots) {
            if (slot.argument == argument && slot.address != address) {
                slot.memory.set_data_handle(new Address(address));
                slot.address = address;
            }
        }
        return this;
    }

    void run() {
        primitive.execute(engine.stream(), arguments);
    }
}
