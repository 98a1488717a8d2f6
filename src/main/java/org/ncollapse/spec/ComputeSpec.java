package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The device and libraries that a run computes with.
 *
 * @param device default CPU; a run that requests a GPU never falls back to the CPU
 * @param threads native threads, by default one for each processor of this machine; results depend on the number
 * @param kernels the library that computes the layers; default onednn on the CPU, nd4j on a GPU
 */
public record ComputeSpec(Device device, Integer threads, KernelLibrary kernels) {

    private static final int MAX_THREADS = 1024;

    /** The libraries that can compute the layers. */
    public enum KernelLibrary {
        /** oneDNN, called directly: the fastest on CPUs, not available on GPUs. */
        @JsonProperty("onednn")
        ONEDNN,
        /** ND4J's operations, on CPUs and GPUs. */
        @JsonProperty("nd4j")
        ND4J
    }

    public ComputeSpec {
        device = device == null ? Device.CPU : device;
        threads = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        InvalidValueException.throwUnless(
                threads > 0 && threads <= MAX_THREADS,
                "threads",
                threads,
                "a number of threads from 1 to " + MAX_THREADS);
        InvalidValueException.throwUnless(
                !(device.isCuda() && kernels == KernelLibrary.ONEDNN),
                "kernels",
                kernels,
                "nd4j where compute.device is " + device + ": oneDNN runs on CPUs only");
        kernels = kernels != null ? kernels : device.isCuda() ? KernelLibrary.ND4J : KernelLibrary.ONEDNN;
    }
}
