package org.ncollapse.network;

import java.net.URL;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.ncollapse.io.BadInputException;
import org.ncollapse.network.device.BackendClassLoader;
import org.ncollapse.network.device.CudaDevice;
import org.ncollapse.network.device.CudaDevices;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.nd4j.Nd4jKernels;
import org.ncollapse.network.kernel.onednn.OneDnnKernels;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * ND4J's native side: the processor's or a card's, how many threads it may take, and what it is. A process has one,
 * chosen once.
 */
public final class Backend {

    private static final String PROCESSORS = "org.nd4j.linalg.cpu.nativecpu.CpuBackend";
    private static final String CARDS = "org.nd4j.linalg.jcublas.JCublasBackend";

    private Backend() {}

    /**
     * Makes ND4J compute on a device, and limits native threads; to be called before anything else of ND4J, and on the
     * thread that will use it: OpenMP, whose one pool ND4J, OpenBLAS and oneDNN share, keeps such numbers by thread,
     * and CUDA its card.
     *
     * @return the card; null on the processor
     * @throws BadInputException where the device cannot be had. No other is taken in its place
     */
    public static CudaDevice initialize(Device device, int threads) {
        CudaDevice card = device.isCuda() ? cardFor(device) : null;
        if (!device.isCuda()) {
            ND4JClassLoading.setNd4jClassloader(new BackendClassLoader(Backend.class.getClassLoader(), CARDS));
            // For stock layers oneDNN is switched on. The switch is Deeplearning4j's own, off by default;
            // org.nd4j.nativeblas.Nd4jCpu is its other half.
            System.setProperty("org.eclipse.deeplearning4j.helpers.disable", "false");
        }
        String loaded = Nd4j.getBackend()
                .getClass()
                .getName(); // Loads the natives; what follows reads properties that this sets.
        if (!loaded.equals(device.isCuda() ? CARDS : PROCESSORS)) {
            throw new BadInputException("compute.device: " + device + " cannot be had: ND4J has taken its backend "
                    + loaded + ", which computes elsewhere; run with the class path that this program was built with");
        }
        if (device.isCuda()) {
            Nd4j.getAffinityManager().unsafeSetDevice(device.cudaIndex());
        } else {
            // Not on a card: there the same call limits how many threads of the card may work together.
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
        }
        setBlasThreads(threads);
        return card;
    }

    /**
     * Limits the threads that OpenBLAS takes when this thread calls it. Sums in double are done there, whatever the
     * device.
     */
    public static void setBlasThreads(int threads) {
        openblas_nolapack.blas_set_num_threads(threads);
    }

    /** Whether this build can compute on cards at all. */
    public static boolean hasCuda() {
        return ND4JClassLoading.classPresentOnClasspath(CARDS, Backend.class.getClassLoader());
    }

    /** Refuses before ND4J is asked: it would print a stack trace and take the processor. */
    private static CudaDevice cardFor(Device device) {
        if (!hasCuda()) {
            throw new BadInputException("compute.device: " + device
                    + " cannot be had: this build of ncollapse computes on processors only; "
                    + "build the other with 'mvn -Pcuda -Dmaven.test.skip=true package'");
        }
        CudaDevice card = CudaDevices.detect().require(device.cudaIndex());
        ND4JClassLoading.setNd4jClassloader(new BackendClassLoader(Backend.class.getClassLoader(), PROCESSORS));
        for (Nd4jBackend backend : ServiceLoader.load(Nd4jBackend.class, ND4JClassLoading.getNd4jClassloader())) {
            try {
                backend.canRun();
            } catch (RuntimeException | LinkageError e) {
                throw new BadInputException(
                        "compute.device: " + device + ", " + card + ", cannot be had: CUDA does not start: "
                                + root(e).getMessage(),
                        e);
            }
        }
        return card;
    }

    private static Throwable root(Throwable thrown) {
        return thrown.getCause() == null ? thrown : root(thrown.getCause());
    }

    /**
     * What does the arithmetic of one network's layers. Where oneDNN is asked for and not to be had, ND4J's operations
     * do it.
     *
     * @param warning is told so
     */
    public static Kernels createKernels(ComputeSpec.KernelLibrary layers, Consumer<String> warning) {
        if (layers == ComputeSpec.KernelLibrary.ND4J) {
            return new Nd4jKernels();
        }
        try {
            return new OneDnnKernels();
        } catch (LinkageError e) {
            warning.accept(
                    "compute.kernels: onednn is not built for " + Loader.getPlatform() + "; nd4j's layers are taken");
            return new Nd4jKernels();
        }
    }

    /** The backend's class, and the build of its natives that lies on the class path. */
    public static String nativeLibrary() {
        Class<?> backend = Nd4j.getBackend().getClass();
        boolean cuda = backend.getName().equals(CARDS);
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

    /** The BLAS, and the kernels that it was asked for; "own choice" where it was asked for none. */
    public static String blasDescription() {
        String version = openblas_nolapack.class.getPackage().getImplementationVersion();
        String kernels = System.getenv("OPENBLAS_CORETYPE");
        return "OpenBLAS " + version + ", kernels: " + (kernels == null ? "own choice" : kernels);
    }
}
