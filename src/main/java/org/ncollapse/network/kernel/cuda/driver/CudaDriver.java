package org.ncollapse.network.kernel.cuda.driver;

import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ncollapse.io.BadInputException;

/** NVIDIA's driver: its version and the GPUs that this process may use. */
public final class CudaDriver {

    private static final String LIBRARY = "libcuda.so.1";

    /** CUDA 12.0, which driver 525 supports, as {@code cuDriverGetVersion} reports it. */
    private static final int MIN_VERSION = 12_000;

    private static final int COMPUTE_CAPABILITY_MAJOR = 75;
    private static final int COMPUTE_CAPABILITY_MINOR = 76;
    private static final int MULTIPROCESSOR_COUNT = 16;
    private static final int MEMORY_POOLS_SUPPORTED = 115;
    private static final int MAX_NAME_LENGTH = 256;

    private final DriverApi api;
    private final int version;

    CudaDriver(DriverApi api) {
        this.api = api;
        IntByReference found = new IntByReference();
        check(api, api.cuDriverGetVersion(found), "cuDriverGetVersion");
        version = found.getValue();
    }

    /**
     * Loads the driver.
     *
     * @param device what the user asked for, for messages: {@code compute.device: cuda:0}
     * @throws BadInputException if there is no driver, it is too old, or it finds no GPU
     */
    public static CudaDriver load(String device) {
        DriverApi api;
        try {
            api = Native.load(LIBRARY, DriverApi.class);
        } catch (UnsatisfiedLinkError e) {
            throw new BadInputException(device + " is not available: this machine has no " + LIBRARY
                    + ", which is part of NVIDIA's driver; compute.device=cpu trains on the CPU");
        }
        int result = api.cuInit(0);
        if (result != 0) {
            throw new BadInputException(device + " is not available: NVIDIA's driver does not start ("
                    + describe(api, result) + "); compute.device=cpu trains on the CPU");
        }
        CudaDriver driver = new CudaDriver(api);
        if (driver.version < MIN_VERSION) {
            throw new BadInputException(device + " cannot be used: the driver supports CUDA " + driver.versionText()
                    + ", and 12.0 is needed (driver 525 or later); update the driver");
        }
        return driver;
    }

    /** The newest CUDA that the driver supports, as 1000 · major + 10 · minor. */
    public int version() {
        return version;
    }

    /** The newest CUDA that the driver supports, for example 12.9. */
    public String versionText() {
        return versionText(version);
    }

    static String versionText(int version) {
        return version / 1000 + "." + version % 1000 / 10;
    }

    /** The GPUs that this process may use, in CUDA's order. */
    public List<Gpu> gpus() {
        IntByReference count = new IntByReference();
        check(api, api.cuDeviceGetCount(count), "cuDeviceGetCount");
        List<Gpu> gpus = new ArrayList<>();
        for (int ordinal = 0; ordinal < count.getValue(); ordinal++) {
            gpus.add(gpu(ordinal));
        }
        return gpus;
    }

    /**
     * Opens the GPU {@code cuda:N} for this thread.
     *
     * @throws BadInputException if there is no such GPU, or its compute capability is too low
     */
    public CudaContext open(int ordinal) {
        List<Gpu> gpus = gpus();
        String device = "compute.device: cuda:" + ordinal;
        if (ordinal >= gpus.size()) {
            throw new BadInputException(device + " is not available: this process sees "
                    + (gpus.isEmpty()
                            ? "no GPU"
                            : gpus.size() == 1
                                    ? "one GPU, cuda:0"
                                    : gpus.size() + " GPUs, cuda:0 to cuda:" + (gpus.size() - 1)));
        }
        Gpu gpu = gpus.get(ordinal);
        if (gpu.capability() < Gpu.MIN_CAPABILITY) {
            throw new BadInputException(device + " cannot be used: " + gpu.name() + " has compute capability "
                    + gpu.capabilityText() + ", and 7.0 is needed");
        }
        int number = device(ordinal);
        return new CudaContext(api, gpu, version, number, attribute(number, MEMORY_POOLS_SUPPORTED) == 1);
    }

    private Gpu gpu(int ordinal) {
        int device = device(ordinal);
        byte[] name = new byte[MAX_NAME_LENGTH];
        check(api, api.cuDeviceGetName(name, name.length, device), "cuDeviceGetName");
        LongByReference bytes = new LongByReference();
        check(api, api.cuDeviceTotalMem_v2(bytes, device), "cuDeviceTotalMem");
        return new Gpu(
                ordinal,
                Native.toString(name, StandardCharsets.UTF_8.name()),
                10 * attribute(device, COMPUTE_CAPABILITY_MAJOR) + attribute(device, COMPUTE_CAPABILITY_MINOR),
                attribute(device, MULTIPROCESSOR_COUNT),
                bytes.getValue());
    }

    private int device(int ordinal) {
        IntByReference device = new IntByReference();
        check(api, api.cuDeviceGet(device, ordinal), "cuDeviceGet");
        return device.getValue();
    }

    private int attribute(int device, int attribute) {
        IntByReference value = new IntByReference();
        check(api, api.cuDeviceGetAttribute(value, attribute, device), "cuDeviceGetAttribute");
        return value.getValue();
    }

    /** @throws CudaException if {@code result} is an error code */
    static void check(DriverApi api, int result, String function) {
        if (result != 0) {
            throw new CudaException(function + ": " + describe(api, result));
        }
    }

    private static String describe(DriverApi api, int result) {
        PointerByReference name = new PointerByReference();
        PointerByReference text = new PointerByReference();
        if (api.cuGetErrorName(result, name) != 0 || api.cuGetErrorString(result, text) != 0) {
            return "CUDA error " + result;
        }
        return name.getValue().getString(0) + ", " + text.getValue().getString(0);
    }
}
