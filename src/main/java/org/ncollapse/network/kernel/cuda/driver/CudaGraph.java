package org.ncollapse.network.kernel.cuda.driver;

import com.sun.jna.Pointer;

/** Captured work that runs again with one call. */
public final class CudaGraph implements AutoCloseable {

    private final DriverApi api;
    private final Pointer executable;
    private final Pointer stream;

    CudaGraph(DriverApi api, Pointer executable, Pointer stream) {
        this.api = api;
        this.executable = executable;
        this.stream = stream;
    }

    /** Queues the work once. */
    public void launch() {
        CudaDriver.check(api, api.cuGraphLaunch(executable, stream), "cuGraphLaunch");
    }

    @Override
    public void close() {
        CudaDriver.check(api, api.cuGraphExecDestroy(executable), "cuGraphExecDestroy");
    }
}
