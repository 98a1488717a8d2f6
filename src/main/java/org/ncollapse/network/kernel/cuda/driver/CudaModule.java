package org.ncollapse.network.kernel.cuda.driver;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.HashMap;
import java.util.Map;

/** Compiled kernels on a GPU. */
public final class CudaModule {

    private static final int MAX_DYNAMIC_SHARED_SIZE_BYTES = 8;
    /** What every kernel may use without asking for more. */
    private static final int DEFAULT_SHARED_BYTES = 48 * 1024;

    private final DriverApi api;
    private final Pointer module;
    private final Map<String, Function> functions = new HashMap<>();

    /** A kernel. */
    public record Function(String name, Pointer pointer) {}

    CudaModule(DriverApi api, Pointer module) {
        this.api = api;
        this.module = module;
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

    private Function find(String name) {
        PointerByReference function = new PointerByReference();
        CudaDriver.check(api, api.cuModuleGetFunction(function, module, name), "cuModuleGetFunction of " + name);
        return new Function(name, function.getValue());
    }
}
