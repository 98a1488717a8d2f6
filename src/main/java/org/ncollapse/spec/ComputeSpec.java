package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a run computes with.
 *
 * @param device the processor where left out; a card is never left for it
 * @param threads native threads; all of this machine's processors where left out. Equal results ask for equal threads
 * @param kernels what does the layers' arithmetic; where left out onednn on the processor, nd4j on a card
 */
public record ComputeSpec(Device device, Integer threads, KernelLibrary kernels) {

    private static final int MOST_THREADS = 1024;

    /** Who does the layers' arithmetic. */
    public enum KernelLibrary {
        /** oneDNN, called directly: the fastest on a processor, and made for processors only. */
        @JsonProperty("onednn")
        ONEDNN,
        /** ND4J's operations, which run wherever ND4J does. */
        @JsonProperty("nd4j")
        ND4J
    }

    public ComputeSpec {
        device = device == null ? Device.CPU : device;
        threads = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        InvalidValueException.throwUnless(
                threads > 0 && threads <= MOST_THREADS,
                "threads",
                threads,
                "a number of threads from 1 to " + MOST_THREADS);
        InvalidValueException.throwUnless(
                !(device.isCuda() && kernels == KernelLibrary.ONEDNN),
                "kernels",
                kernels,
                "nd4j where compute.device is " + device + ": oneDNN runs on processors only");
        kernels = kernels != null ? kernels : device.isCuda() ? KernelLibrary.ND4J : KernelLibrary.ONEDNN;
    }
}
