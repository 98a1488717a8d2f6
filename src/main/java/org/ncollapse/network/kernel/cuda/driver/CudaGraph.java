package org.ncollapse.network.kernel.cuda.driver;

import com.sun.jna.Pointer;
import java.util.Set;

/** Captured work that runs again with one call. */
public final class CudaGraph implements AutoCloseable {

    private final DriverApi api;
    private final Pointer executable;
    private final Pointer stream;
    private final Set<CudaGraph> open;

    /** @param open the graphs of the context, to which this one is added until it is closed */
    CudaGraph(DriverApi api, Pointer executable, Pointer stream, Set<CudaGraph> open) {
        this.api = api;
        this.executable = executable;
        this.stream = stream;
        this.open = open;
        open.add(this);
    }

    /** Queues the work once. */
    public void launch() {
        CudaDriver.check(api, api.cuGraphLaunch(executable, stream), "cuGraphLaunch");
    }

    @Override
    public void close() {
        open.remove(this);
        CudaDriver.check(api, api.cuGraphExecDestroy(executable), "cuGraphExecDestroy");
    }
}
