package org.ncollapse.network.kernel.cuda.driver;

/**
 * What kernels are compiled for: a compute capability, as machine code or as PTX that the driver compiles further.
 *
 * @param capability ten times the compute capability: 90 for 9.0
 * @param ptx whether the driver must compile the result, because NVRTC is older than the GPU
 */
public record GpuArchitecture(int capability, boolean ptx) {

    /** The option of NVRTC, and a name for files: sm_90 for machine code, compute_90 for PTX. */
    @Override
    public String toString() {
        return (ptx ? "compute_" : "sm_") + capability;
    }
}
