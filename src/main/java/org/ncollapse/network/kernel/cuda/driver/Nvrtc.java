package org.ncollapse.network.kernel.cuda.driver;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.ncollapse.io.BadInputException;

/** NVRTC, the compiler that NVIDIA ships as a library. */
public final class Nvrtc {

    private static final int COMPILATION_FAILED = 6;

    private static final String REMEDY = "install NVRTC " + NvrtcRelease.VERSION + " with '" + NvrtcRelease.INSTALL
            + "', or name another with " + NvrtcFinder.VARIABLE;

    private final NvrtcApi api;
    private final String library;
    private final int major;
    private final int minor;

    /** @param library the path of the library, or its name if the loader finds it */
    Nvrtc(String library) {
        this(library, Native.load(library, NvrtcApi.class));
    }

    Nvrtc(String library, NvrtcApi api) {
        this.library = library;
        this.api = api;
        IntByReference majorVersion = new IntByReference();
        IntByReference minorVersion = new IntByReference();
        check(api.nvrtcVersion(majorVersion, minorVersion), "nvrtcVersion");
        major = majorVersion.getValue();
        minor = minorVersion.getValue();
    }

    /** The path of the library, or its name if the loader found it. */
    public String library() {
        return library;
    }

    /** The CUDA version it belongs to, for example 12.9. */
    public String version() {
        return major + "." + minor;
    }

    /**
     * Returns what to compile for a GPU: machine code if this NVRTC and the driver know it, else PTX for the newest
     * older GPU, which the driver compiles.
     *
     * @param gpu the GPU
     * @param driverVersion the newest CUDA that the driver supports, as 1000 · major + 10 · minor
     * @throws BadInputException if this NVRTC and the GPU or the driver do not fit together
     */
    public GpuArchitecture architectureFor(Gpu gpu, int driverVersion) {
        // Within a major version of CUDA an older driver runs newer machine code; PTX needs a driver as new as NVRTC.
        if (driverVersion / 1000 < major) {
            throw tooNewFor(driverVersion);
        }
        int[] supported = supportedArchitectures();
        if (supports(gpu.capability())) {
            return new GpuArchitecture(gpu.capability(), false);
        }
        OptionalInt newestOlder = Arrays.stream(supported)
                .filter(architecture -> architecture < gpu.capability() && architecture >= Gpu.MIN_CAPABILITY)
                .max();
        if (newestOlder.isEmpty()) {
            throw new BadInputException(library + " of CUDA " + version() + " cannot compile for " + gpu.name()
                    + " (compute capability " + gpu.capabilityText() + "); " + REMEDY);
        }
        if (driverVersion < 1000 * major + 10 * minor) {
            throw tooNewFor(driverVersion);
        }
        return new GpuArchitecture(newestOlder.getAsInt(), true);
    }

    private BadInputException tooNewFor(int driverVersion) {
        return new BadInputException("the driver supports CUDA " + CudaDriver.versionText(driverVersion) + ", and "
                + library + " is of CUDA " + version() + "; update the driver, or " + REMEDY);
    }

    /**
     * Compiles a program.
     *
     * @param source CUDA C++
     * @param headers the texts that {@code #include} finds, by name
     * @param options of the compiler, without the architecture
     * @return machine code or PTX
     * @throws CudaException with the compiler's log if the program does not compile
     */
    public byte[] compile(String source, Map<String, String> headers, List<String> options, GpuArchitecture target) {
        String[] names = headers.keySet().toArray(String[]::new);
        String[] texts = Arrays.stream(names).map(headers::get).toArray(String[]::new);
        PointerByReference program = new PointerByReference();
        check(api.nvrtcCreateProgram(program, source, "kernels.cu", names.length, texts, names), "nvrtcCreateProgram");
        try {
            List<String> all = new ArrayList<>(options);
            all.add("--gpu-architecture=" + target);
            int result = api.nvrtcCompileProgram(program.getValue(), all.size(), all.toArray(String[]::new));
            if (result == COMPILATION_FAILED) {
                throw new CudaException("NVRTC " + version() + " cannot compile the kernels for " + target + ":\n"
                        + log(program.getValue()));
            }
            check(result, "nvrtcCompileProgram");
            return target.ptx() ? ptx(program.getValue()) : machineCode(program.getValue());
        } finally {
            check(api.nvrtcDestroyProgram(program), "nvrtcDestroyProgram");
        }
    }

    /** Whether it compiles machine code for a compute capability, given times ten. */
    public boolean supports(int capability) {
        return Arrays.stream(supportedArchitectures()).anyMatch(architecture -> architecture == capability);
    }

    private int[] supportedArchitectures() {
        IntByReference count = new IntByReference();
        check(api.nvrtcGetNumSupportedArchs(count), "nvrtcGetNumSupportedArchs");
        int[] architectures = new int[count.getValue()];
        check(api.nvrtcGetSupportedArchs(architectures), "nvrtcGetSupportedArchs");
        return architectures;
    }

    private String log(Pointer program) {
        LongByReference bytes = new LongByReference();
        check(api.nvrtcGetProgramLogSize(program, bytes), "nvrtcGetProgramLogSize");
        byte[] log = new byte[Math.toIntExact(bytes.getValue())];
        check(api.nvrtcGetProgramLog(program, log), "nvrtcGetProgramLog");
        return Native.toString(log, StandardCharsets.UTF_8.name());
    }

    private byte[] machineCode(Pointer program) {
        LongByReference bytes = new LongByReference();
        check(api.nvrtcGetCUBINSize(program, bytes), "nvrtcGetCUBINSize");
        byte[] image = new byte[Math.toIntExact(bytes.getValue())];
        check(api.nvrtcGetCUBIN(program, image), "nvrtcGetCUBIN");
        return image;
    }

    private byte[] ptx(Pointer program) {
        LongByReference bytes = new LongByReference();
        check(api.nvrtcGetPTXSize(program, bytes), "nvrtcGetPTXSize");
        byte[] image = new byte[Math.toIntExact(bytes.getValue())];
        check(api.nvrtcGetPTX(program, image), "nvrtcGetPTX");
        return image;
    }

    private static void check(int result, String function) {
        if (result != 0) {
            throw new CudaException(function + ": NVRTC error " + result);
        }
    }
}
