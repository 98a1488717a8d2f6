package org.ncollapse.network.kernel.onednn;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;

/**
 * oneDNN's processor engine, its stream, and a scratch memory for weights on their way into the order that a primitive
 * wants and back. The scratch holds nothing from one call to the next. All float32, maps channels last.
 */
final class OneDnnEngine {

    private final engine cpuEngine = new engine(engine.kind.cpu, 0);
    private final stream stream = new stream(cpuEngine);
    private memory scratchBuffer;
    private long scratchBytes;
    private long scratchStart;

    engine cpuEngine() {
        return cpuEngine;
    }

    stream stream() {
        return stream;
    }

    /** Address of memory of at least so many bytes; a later call may move it. */
    long scratchBuffer(long bytes) {
        if (scratchBytes < bytes) {
            scratchBuffer = new memory(desc(memory.format_tag.x, (bytes + Float.BYTES - 1) / Float.BYTES), cpuEngine);
            scratchBytes = bytes;
            scratchStart = scratchBuffer.get_data_handle().address();
        }
        return scratchStart;
    }

    static memory.desc desc(memory.format_tag order, long... dimensions) {
        return new memory.desc(dimensions, memory.data_type.f32, order);
    }

    /** Rows × maps, channels last. */
    static memory.desc featureMapDesc(long rows, long channels, long height, long width) {
        return desc(memory.format_tag.nhwc, rows, channels, height, width);
    }

    BoundPrimitive bound(primitive primitive) {
        return new BoundPrimitive(this, primitive);
    }

    /** A copy from one order into another; null where they are the same. */
    BoundPrimitive reorder(memory.desc from, memory.desc to) {
        if (from.equals(to)) {
            return null;
        }
        reorder.primitive_desc description = new reorder.primitive_desc(cpuEngine, from, cpuEngine, to);
        return bound(new reorder(description))
                .declare(PrimitiveArgument.FROM, from)
                .declare(PrimitiveArgument.TO, to);
    }

    /** Attributes that put a ReLU behind an operation, or nothing. */
    static primitive_attr reluPostOp(boolean rectifier) {
        primitive_attr attributes = new primitive_attr();
        if (rectifier) {
            post_ops behind = new post_ops();
            behind.append_eltwise(1, algorithm.eltwise_relu, 0, 0);
            attributes.set_post_ops(behind);
        }
        return attributes;
    }
}
