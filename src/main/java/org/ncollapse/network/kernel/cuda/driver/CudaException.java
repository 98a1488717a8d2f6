package org.ncollapse.network.kernel.cuda.driver;

/** A function of the driver or of NVRTC has failed in a way that no other input can fix. */
public final class CudaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CudaException(String message) {
        super(message);
    }
}
