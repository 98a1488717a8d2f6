package org.ncollapse.network.kernel.onednn;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FusedActivation;

/**
 * oneDNN's CPU engine, its stream, and a scratch buffer in which weights are converted between layouts. The buffer's
 * contents are valid during one call only. All data are float32; feature maps are channels last.
 */
final class OneDnnEngine {

    private final engine cpuEngine = new engine(engine.kind.cpu, 0);
    private final stream stream = new stream(cpuEngine);
    private memory scratchBuffer;
    private long scratchBytes;
    private long scratchAddress;

    engine cpuEngine() {
        return cpuEngine;
    }

    stream stream() {
        return stream;
    }

    /** The address of at least {@code bytes} bytes. A later call may reuse or move them. */
    long scratchBuffer(long bytes) {
        if (scratchBytes < bytes) {
            scratchBuffer = new memory(desc(memory.format_tag.x, (bytes + Float.BYTES - 1) / Float.BYTES), cpuEngine);
            scratchBytes = bytes;
            scratchAddress = scratchBuffer.get_data_handle().address();
        }
        return scratchAddress;
    }

    static memory.desc desc(memory.format_tag layout, long... dimensions) {
        return new memory.desc(dimensions, memory.data_type.f32, layout);
    }

    /** Feature maps, channels last. */
    static memory.desc featureMapDesc(FeatureMapShape shape) {
        return desc(memory.format_tag.nhwc, shape.batchSize(), shape.channels(), shape.height(), shape.width());
    }

    BoundPrimitive bound(primitive primitive) {
        return new BoundPrimitive(this, primitive);
    }

    /** A copy from one layout into another; null if they are equal. */
    BoundPrimitive reorder(memory.desc from, memory.desc to) {
        if (from.equals(to)) {
            return null;
        }
        reorder.primitive_desc desc = new reorder.primitive_desc(cpuEngine, from, cpuEngine, to);
        return bound(new reorder(desc)).declare(PrimitiveArgument.FROM, from).declare(PrimitiveArgument.TO, to);
    }

    /** The attributes of a primitive with a fused activation. */
    static primitive_attr fusedActivation(FusedActivation activation) {
        primitive_attr attributes = new primitive_attr();
        if (activation == FusedActivation.RELU) {
            post_ops operations = new post_ops();
            operations.append_eltwise(1, algorithm.eltwise_relu, 0, 0);
            attributes.set_post_ops(operations);
        }
        return attributes;
    }
}
