package org.ncollapse.network;

import java.net.URL;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.ncollapse.io.BadInputException;
import org.ncollapse.network.device.BackendClassLoader;
import org.ncollapse.network.device.CudaDevice;
import org.ncollapse.network.device.CudaDevices;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.cuda.CudaKernels;
import org.ncollapse.network.kernel.nd4j.Nd4jKernels;
import org.ncollapse.network.kernel.onednn.OneDnnKernels;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.NetworkKind;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * ND4J's native library: selects the CPU or a GPU, limits its threads, and describes it. The selection holds for the
 * whole process.
 */
public final class Backend {

    private static final String CPU_BACKEND = "org.nd4j.linalg.cpu.nativecpu.CpuBackend";
    private static final String CUDA_BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";

    private Backend() {}

    /**
     * Selects the device on which ND4J computes, and limits native threads. Must be called before any other use of
     * ND4J, on the thread that will use it: ND4J, OpenBLAS and oneDNN share one OpenMP pool, and OpenMP and CUDA keep
     * these limits and the current device per thread.
     *
     * @return the GPU; empty on the CPU
     * @throws BadInputException if the device is not available; it does not fall back to another device
     */
    public static Optional<CudaDevice> initialize(Device device, int threads) {
        Optional<CudaDevice> gpu = device.isCuda() ? Optional.of(requireGpu(device)) : Optional.empty();
        if (!device.isCuda()) {
            ND4JClassLoading.setNd4jClassloader(new BackendClassLoader(Backend.class.getClassLoader(), CUDA_BACKEND));
            // Enables oneDNN in Deeplearning4j's own layers, which is off by default. They also look for
            // org.nd4j.nativeblas.Nd4jCpu.
            System.setProperty("org.eclipse.deeplearning4j.helpers.disable", "false");
        }
        String loaded = Nd4j.getBackend()
                .getClass()
                .getName(); // Loads the native library, which sets properties that the code below reads.
        if (!loaded.equals(device.isCuda() ? CUDA_BACKEND : CPU_BACKEND)) {
            throw new BadInputException("compute.device: " + device + " is not available: ND4J has loaded its backend "
                    + loaded + ", which runs on another device; use the class path that ncollapse was built with");
        }
        if (device.isCuda()) {
            Nd4j.getAffinityManager().unsafeSetDevice(device.cudaIndex());
        } else {
            // On a GPU the same call would limit the GPU's own threads.
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
        }
        setBlasThreads(threads);
        return gpu;
    }

    /** Limits the threads of OpenBLAS for calls from this thread. Sums in double precision use it on every device. */
    public static void setBlasThreads(int threads) {
        openblas_nolapack.blas_set_num_threads(threads);
    }

    /** Whether this build includes ND4J's CUDA backend. */
    public static boolean hasCuda() {
        return ND4JClassLoading.classPresentOnClasspath(CUDA_BACKEND, Backend.class.getClassLoader());
    }

    /** Checks first, because ND4J would print a stack trace and fall back to the CPU. */
    private static CudaDevice requireGpu(Device device) {
        if (!hasCuda()) {
            throw new BadInputException("compute.device: " + device
                    + " is not available: this build of ncollapse has no CUDA; "
                    + "'mvn -Pcuda -Dmaven.test.skip=true package' builds one that has");
        }
        CudaDevice gpu = CudaDevices.detect().require(device.cudaIndex(), ComputeSpec.KernelLibrary.ND4J);
        ND4JClassLoading.setNd4jClassloader(new BackendClassLoader(Backend.class.getClassLoader(), CPU_BACKEND));
        for (Nd4jBackend backend : ServiceLoader.load(Nd4jBackend.class, ND4JClassLoading.getNd4jClassloader())) {
            try {
                backend.canRun();
            } catch (RuntimeException | LinkageError e) {
                throw new BadInputException(
                        "compute.device: " + device + ", " + gpu + ", is not available: CUDA does not start: "
                                + rootCause(e).getMessage(),
                        e);
            }
        }
        return gpu;
    }

    private static Throwable rootCause(Throwable thrown) {
        return thrown.getCause() == null ? thrown : rootCause(thrown.getCause());
    }

    /**
     * Selects the device on which ND4J computes for an experiment. With this project's own kernels for GPUs, ND4J stays
     * on the CPU.
     *
     * @return the GPU that ND4J computes on; empty if it computes on the CPU
     * @throws BadInputException if the device is not available; it does not fall back to another device
     */
    public static Optional<CudaDevice> initialize(ComputeSpec compute) {
        return initialize(
                compute.kernels() == ComputeSpec.KernelLibrary.ND4J ? compute.device() : Device.CPU, compute.threads());
    }

    /**
     * Returns the kernels for one network. ND4J's operations replace oneDNN if it is not available.
     *
     * @param network the kind of the network
     * @param warning called if oneDNN was requested and is not available
     * @param stage receives a few words if kernels must be compiled, which takes seconds
     * @throws BadInputException if a GPU was requested and cannot be used
     */
    public static Kernels createKernels(
            ComputeSpec compute, NetworkKind network, Consumer<String> warning, Consumer<String> stage) {
        return compute.kernels() == ComputeSpec.KernelLibrary.CUDA
                ? CudaKernels.open(compute.device().cudaIndex(), compute.precision(), network != NetworkKind.MLP, stage)
                : createKernels(compute.kernels(), warning);
    }

    /**
     * Returns kernels for the CPU, or for the GPU that ND4J computes on.
     *
     * @param warning called if oneDNN was requested and is not available
     */
    public static Kernels createKernels(ComputeSpec.KernelLibrary library, Consumer<String> warning) {
        if (library == ComputeSpec.KernelLibrary.ND4J) {
            return new Nd4jKernels();
        }
        try {
            return new OneDnnKernels();
        } catch (LinkageError e) {
            warning.accept(
                    "compute.kernels: onednn is not built for " + Loader.getPlatform() + "; using nd4j's kernels");
            return new Nd4jKernels();
        }
    }

    /** The backend's class and the variant of its native library on the class path. */
    public static String nativeLibrary() {
        Class<?> backend = Nd4j.getBackend().getClass();
        boolean cuda = backend.getName().equals(CUDA_BACKEND);
        String bindings = cuda ? "/org/nd4j/linalg/jcublas/bindings/" : "/org/nd4j/linalg/cpu/nativecpu/bindings/";
        String platform = Loader.getPlatform();
        for (String extension :
                new String[] {"-cudnn", "-onednn-avx512", "-onednn-avx2", "-onednn", "-avx512", "-avx2", ""}) {
            URL library = Backend.class.getResource(
                    bindings + platform + extension + "/" + System.mapLibraryName(cuda ? "nd4jcuda" : "nd4jcpu"));
            if (library != null) {
                return backend.getSimpleName() + " " + platform + extension;
            }
        }
        return backend.getSimpleName() + " " + platform;
    }

    /**
     * The instruction set that oneDNN uses, such as {@code avx512_core}: that of the processor, unless the environment
     * variable ONEDNN_MAX_CPU_ISA names a smaller one. Convolutions and products of other instruction sets round
     * differently.
     *
     * @return empty where oneDNN is not available
     */
    public static Optional<String> instructionSet() {
        try {
            return Optional.of(dnnl.get_effective_cpu_isa().intern().name());
        } catch (LinkageError e) {
            return Optional.empty();
        }
    }

    /** The BLAS and its kernels: "automatic", those for this processor, unless OPENBLAS_CORETYPE names others. */
    public static String blasDescription() {
        String version = openblas_nolapack.class.getPackage().getImplementationVersion();
        String kernels = System.getenv("OPENBLAS_CORETYPE");
        return "OpenBLAS " + version + ", kernels: " + (kernels == null ? "automatic" : kernels);
    }
}
