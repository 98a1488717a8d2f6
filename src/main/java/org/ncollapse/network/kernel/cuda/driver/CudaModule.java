package org.ncollapse.network.kernel.cuda.driver;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compiled kernels on a GPU, in parts that were compiled one by one. */
public final class CudaModule {

    private static final int NOT_FOUND = 500;
    private static final int MAX_DYNAMIC_SHARED_SIZE_BYTES = 8;
    /** What every kernel may use without asking for more. */
    private static final int DEFAULT_SHARED_BYTES = 48 * 1024;

    private final DriverApi api;
    private final List<Pointer> parts;
    private final Map<String, Function> functions = new HashMap<>();

    /** A kernel. */
    public record Function(String name, Pointer pointer) {}

    CudaModule(DriverApi api, List<Pointer> parts) {
        this.api = api;
        this.parts = List.copyOf(parts);
    }

    /**
     * Returns a kernel.
     *
     * @param sharedBytes the dynamic shared memory that launches of it will use
     */
    public Function function(String name, int sharedBytes) {
        Function function = functions.computeIfAbsent(name, this::find);
        if (sharedBytes > DEFAULT_SHARED_BYTES) {
            CudaDriver.check(
                    api,
                    api.cuFuncSetAttribute(function.pointer(), MAX_DYNAMIC_SHARED_SIZE_BYTES, sharedBytes),
                    "cuFuncSetAttribute of " + name);
        }
        return function;
    }

    /** Frees the memory of the kernels, which no longer run. */
    void unload() {
        parts.forEach(part -> CudaDriver.check(api, api.cuModuleUnload(part), "cuModuleUnload"));
    }

    private Function find(String name) {
        PointerByReference function = new PointerByReference();
        int result = NOT_FOUND;
        for (int part = 0; part < parts.size() && result == NOT_FOUND; part++) {
            result = api.cuModuleGetFunction(function, parts.get(part), name);
        }
        CudaDriver.check(api, result, "cuModuleGetFunction of " + name);
        return new Function(name, function.getValue());
    }
}
