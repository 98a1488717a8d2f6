package org.ncollapse.network.device;

import java.util.List;
import java.util.Optional;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ComputeSpec.KernelLibrary;

/** The NVIDIA GPUs that this process may use. */
public sealed interface CudaDevices {

    /**
     * @param visible at least one GPU, in CUDA's order: {@code cuda:N} is the one at N. CUDA_VISIBLE_DEVICES selects
     *     and orders them. Without it they are in the order of their PCI bus; the launcher sets
     *     CUDA_DEVICE_ORDER=PCI_BUS_ID, so that CUDA uses the same order
     */
    record Available(List<CudaDevice> visible) implements CudaDevices {}

    /** @param reason why there is none, without a final period */
    record Unavailable(String reason) implements CudaDevices {

        @Override
        public List<CudaDevice> visible() {
            return List.of();
        }
    }

    /** The GPUs of this machine that this process may use, as nvidia-smi lists them. */
    static CudaDevices detect() {
        return NvidiaSmi.query(System.getenv("PATH"), System.getenv("CUDA_VISIBLE_DEVICES"));
    }

    /** The visible GPUs; empty if there is none. */
    List<CudaDevice> visible();

    /**
     * Returns the GPU {@code cuda:N}.
     *
     * @param kernels what shall run on it
     * @throws BadInputException if there is no such GPU, or the kernels cannot run on it
     */
    default CudaDevice require(int index, KernelLibrary kernels) {
        String device = "compute.device: cuda:" + index;
        if (this instanceof Unavailable none) {
            throw new BadInputException(
                    device + " is not available: " + none.reason() + "; compute.device=cpu trains on the CPU");
        }
        List<CudaDevice> devices = visible();
        if (index >= devices.size()) {
            throw new BadInputException(device + " is not available: this process sees "
                    + (devices.size() == 1
                            ? "one GPU, cuda:0"
                            : devices.size() + " GPUs, cuda:0 to cuda:" + (devices.size() - 1)));
        }
        Optional<String> unsupported = devices.get(index).unsupportedReason(kernels);
        if (unsupported.isPresent()) {
            throw new BadInputException(device + " cannot be used: " + unsupported.get());
        }
        return devices.get(index);
    }
}
