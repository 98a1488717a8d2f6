package org.ncollapse.network.kernel.cuda.driver;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One GPU with one stream: its memory, copies, kernels and graphs. All work is queued on the stream and runs in order.
 * Addresses are device addresses; sizes are in bytes. Used by the thread that opened it, except where noted. Several
 * threads may have one each on the same GPU: their work runs at the same time while the GPU has free multiprocessors.
 */
public final class CudaContext implements AutoCloseable {

    private static final int STREAM_NON_BLOCKING = 1;
    /** A thread that waits for the GPU sleeps. By default it would spin and take a CPU from other runs. */
    private static final int SCHEDULE_BLOCKING_SYNC = 4;

    private static final int OUT_OF_MEMORY = 2;
    /** Errors of this thread's captures do not depend on what other threads do. */
    private static final int CAPTURE_THREAD_LOCAL = 1;

    private final DriverApi api;
    private final Gpu gpu;
    private final int driverVersion;
    private final int device;
    private final Pointer context;
    private final Pointer stream;
    private final boolean memoryPools;
    private final Map<Long, Long> allocations = new HashMap<>();
    private final List<CudaModule> modules = new ArrayList<>();
    private final Set<CudaGraph> graphs = new HashSet<>();
    private final List<PinnedMemory> pinned = new ArrayList<>();
    private boolean capturing;

    /** @param memoryPools whether the GPU allocates in the order of a stream */
    CudaContext(DriverApi api, Gpu gpu, int driverVersion, int device, boolean memoryPools) {
        this.api = api;
        this.gpu = gpu;
        this.driverVersion = driverVersion;
        this.device = device;
        this.memoryPools = memoryPools;
        PointerByReference result = new PointerByReference();
        check(api.cuDevicePrimaryCtxSetFlags_v2(device, SCHEDULE_BLOCKING_SYNC), "cuDevicePrimaryCtxSetFlags");
        check(api.cuDevicePrimaryCtxRetain(result, device), "cuDevicePrimaryCtxRetain");
        context = result.getValue();
        use();
        check(api.cuStreamCreate(result, STREAM_NON_BLOCKING), "cuStreamCreate");
        stream = result.getValue();
    }

    public Gpu gpu() {
        return gpu;
    }

    /** The newest CUDA that the driver supports, as 1000 · major + 10 · minor. */
    public int driverVersion() {
        return driverVersion;
    }

    /** Makes this context the one that the calling thread uses. */
    public void use() {
        check(api.cuCtxSetCurrent(context), "cuCtxSetCurrent");
    }

    /**
     * Allocates memory, set to zero. Where the GPU can, it is allocated and freed in the order of the stream, because
     * other functions would wait for the streams of other threads too.
     *
     * @return its address, a multiple of 256
     * @throws GpuMemoryException if the GPU has too little
     */
    public long allocate(long bytes) {
        if (capturing) {
            throw new IllegalStateException("memory is allocated while a graph is captured");
        }
        LongByReference address = new LongByReference();
        long size = Math.max(1, bytes);
        int result = memoryPools ? api.cuMemAllocAsync(address, size, stream) : api.cuMemAlloc_v2(address, size);
        if (result == OUT_OF_MEMORY) {
            throw new GpuMemoryException(gpu, bytes, freeBytes());
        }
        check(result, "cuMemAlloc of " + bytes + " bytes");
        allocations.put(address.getValue(), bytes);
        check(api.cuMemsetD8Async(address.getValue(), (byte) 0, bytes, stream), "cuMemsetD8Async");
        return address.getValue();
    }

    public void free(long address) {
        if (capturing) {
            throw new IllegalStateException("memory is freed while a graph is captured");
        }
        allocations.remove(address);
        check(memoryPools ? api.cuMemFreeAsync(address, stream) : api.cuMemFree_v2(address), "cuMemFree");
    }

    /** The bytes of the GPU's memory that no process uses. */
    public long freeBytes() {
        LongByReference free = new LongByReference();
        check(api.cuMemGetInfo_v2(free, new LongByReference()), "cuMemGetInfo");
        return free.getValue();
    }

    /** The number of bytes that are allocated now. */
    public long allocatedBytes() {
        return allocations.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Allocates memory of the host for {@link #queueCopyToHost}. It is freed with this context. */
    public PinnedMemory allocatePinned(long bytes) {
        PointerByReference address = new PointerByReference();
        check(api.cuMemHostAlloc(address, Math.max(1, bytes), 0), "cuMemHostAlloc of " + bytes + " bytes");
        PinnedMemory memory = new PinnedMemory(address.getValue());
        pinned.add(memory);
        return memory;
    }

    /** Queues a copy to the host; its end is that of {@link #synchronize}. */
    public void queueCopyToHost(long from, PinnedMemory to, long bytes) {
        check(api.cuMemcpyDtoHAsync_v2(to.address(), from, bytes, stream), "cuMemcpyDtoHAsync");
    }

    /** Copies from the host. The host memory may be reused at once: the copy has ended. */
    public void copyToDevice(Pointer from, long to, long bytes) {
        check(api.cuMemcpyHtoDAsync_v2(to, from, bytes, stream), "cuMemcpyHtoDAsync");
        synchronize();
    }

    /** Copies to the host, after all queued work. */
    public void copyToHost(long from, Pointer to, long bytes) {
        check(api.cuMemcpyDtoHAsync_v2(to, from, bytes, stream), "cuMemcpyDtoHAsync");
        synchronize();
    }

    /** Copies floats from the host: {@code count} elements of {@code values} to {@code to}. */
    public void copyToDevice(float[] values, long to, int count) {
        if (count > 0) {
            try (Memory buffer = new Memory((long) count * Float.BYTES)) {
                buffer.write(0, values, 0, count);
                copyToDevice(buffer, to, buffer.size());
            }
        }
    }

    /** Copies integers from the host. */
    public void copyToDevice(int[] values, long to, int count) {
        if (count > 0) {
            try (Memory buffer = new Memory((long) count * Integer.BYTES)) {
                buffer.write(0, values, 0, count);
                copyToDevice(buffer, to, buffer.size());
            }
        }
    }

    /** Copies bytes from the host. */
    public void copyToDevice(byte[] values, int offset, long to, int count) {
        if (count > 0) {
            try (Memory buffer = new Memory(count)) {
                buffer.write(0, values, offset, count);
                copyToDevice(buffer, to, count);
            }
        }
    }

    /** Copies {@code count} floats to the start of {@code values}. */
    public void copyToHost(long from, float[] values, int count) {
        if (count > 0) {
            try (Memory buffer = new Memory((long) count * Float.BYTES)) {
                copyToHost(from, buffer, buffer.size());
                buffer.read(0, values, 0, count);
            }
        }
    }

    /** Copies {@code count} doubles to the start of {@code values}. */
    public void copyToHost(long from, double[] values, int count) {
        if (count > 0) {
            try (Memory buffer = new Memory((long) count * Double.BYTES)) {
                copyToHost(from, buffer, buffer.size());
                buffer.read(0, values, 0, count);
            }
        }
    }

    /** Copies {@code count} integers to the start of {@code values}. */
    public void copyToHost(long from, int[] values, int count) {
        if (count > 0) {
            try (Memory buffer = new Memory((long) count * Integer.BYTES)) {
                copyToHost(from, buffer, buffer.size());
                buffer.read(0, values, 0, count);
            }
        }
    }

    /** Queues a copy within the GPU's memory. */
    public void copyOnDevice(long from, long to, long bytes) {
        check(api.cuMemcpyDtoDAsync_v2(to, from, bytes, stream), "cuMemcpyDtoDAsync");
    }

    /** Loads compiled kernels, all parts together. */
    public CudaModule load(List<byte[]> images) {
        List<Pointer> parts = new ArrayList<>();
        for (byte[] image : images) {
            PointerByReference part = new PointerByReference();
            check(api.cuModuleLoadData(part, image), "cuModuleLoadData");
            parts.add(part.getValue());
        }
        CudaModule module = new CudaModule(api, parts);
        modules.add(module);
        return module;
    }

    /** Queues a kernel. */
    public void launch(CudaModule.Function function, LaunchShape shape, KernelArguments arguments) {
        check(
                api.cuLaunchKernel(
                        function.pointer(),
                        shape.gridX(),
                        shape.gridY(),
                        shape.gridZ(),
                        shape.threads(),
                        1,
                        1,
                        shape.sharedBytes(),
                        stream,
                        arguments.pointers(),
                        Pointer.NULL),
                "cuLaunchKernel of " + function.name());
    }

    /** Waits for all queued work. */
    public void synchronize() {
        if (capturing) {
            throw new IllegalStateException("the host waits for the GPU while a graph is captured");
        }
        check(api.cuStreamSynchronize(stream), "cuStreamSynchronize");
    }

    /**
     * Captures what {@code work} queues, without running it. It must queue the same work, on the same memory, as every
     * later run needs; it may not allocate or wait.
     */
    public CudaGraph capture(Runnable work) {
        check(api.cuStreamBeginCapture_v2(stream, CAPTURE_THREAD_LOCAL), "cuStreamBeginCapture");
        capturing = true;
        PointerByReference graph = new PointerByReference();
        try {
            work.run();
        } finally {
            capturing = false;
            check(api.cuStreamEndCapture(stream, graph), "cuStreamEndCapture");
        }
        PointerByReference executable = new PointerByReference();
        check(api.cuGraphInstantiateWithFlags(executable, graph.getValue(), 0), "cuGraphInstantiateWithFlags");
        check(api.cuGraphDestroy(graph.getValue()), "cuGraphDestroy");
        return new CudaGraph(api, executable.getValue(), stream, graphs);
    }

    @Override
    public void close() {
        check(api.cuStreamSynchronize(stream), "cuStreamSynchronize");
        Set.copyOf(graphs).forEach(CudaGraph::close);
        for (long address : Map.copyOf(allocations).keySet()) {
            free(address);
        }
        check(api.cuStreamSynchronize(stream), "cuStreamSynchronize"); // Memory pools return what is free.
        modules.forEach(CudaModule::unload);
        for (PinnedMemory memory : pinned) {
            check(api.cuMemFreeHost(memory.address()), "cuMemFreeHost");
        }
        pinned.clear();
        check(api.cuStreamDestroy_v2(stream), "cuStreamDestroy");
        check(api.cuDevicePrimaryCtxRelease_v2(device), "cuDevicePrimaryCtxRelease");
    }

    private void check(int result, String function) {
        CudaDriver.check(api, result, function);
    }
}
