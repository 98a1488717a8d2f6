package org.ncollapse.network;

import java.net.URL;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.ncollapse.network.layer.Kernels;
import org.ncollapse.network.layer.nd4j.Nd4jKernels;
import org.ncollapse.network.layer.onednn.OneDnnKernels;
import org.ncollapse.spec.ComputeSpec;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** ND4J's native side: how many threads it may take, and what it is. */
public final class Backend {

    private Backend() {
    }

    /**
     * Limits native threads; to be called before the first network is built, and on the thread that will use it: OpenMP, whose one
     * pool ND4J, OpenBLAS and oneDNN share, keeps such numbers by thread. For stock layers it also switches oneDNN on. That switch is
     * Deeplearning4j's own, off by default; {@link org.nd4j.nativeblas.Nd4jCpu} is its other half.
     */
    public static void use(int threads) {
        System.setProperty("org.eclipse.deeplearning4j.helpers.disable", "false");
        Nd4j.getBackend(); // Loads the natives; the next line reads properties that this sets.
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
        openblas_nolapack.blas_set_num_threads(threads);
    }

    /**
     * What does the arithmetic of one network's layers. Where oneDNN is asked for and not to be had, ND4J's operations do it.
     *
     * @param warning is told so
     */
    public static Kernels kernels(ComputeSpec.Layers layers, Consumer<String> warning) {
        if (layers == ComputeSpec.Layers.ND4J) {
            return new Nd4jKernels();
        }
        try {
            return new OneDnnKernels();
        } catch (LinkageError e) {
            warning.accept("compute.layers: onednn is not built for " + Loader.getPlatform() + "; nd4j's layers are taken");
            return new Nd4jKernels();
        }
    }

    /** The backend's class, and the build of its natives that lies on the class path. */
    public static String natives() {
        String backend = Nd4j.getBackend().getClass().getSimpleName();
        String platform = Loader.getPlatform();
        for (String extension : new String[] {"-onednn-avx512", "-onednn-avx2", "-onednn", "-avx512", "-avx2", ""}) {
            URL library = Backend.class.getResource("/org/nd4j/linalg/cpu/nativecpu/bindings/" + platform + extension
                    + "/" + System.mapLibraryName("nd4jcpu"));
            if (library != null) {
                return backend + " " + platform + extension;
            }
        }
        return backend + " " + platform;
    }

    /** The BLAS, and the kernels that it was asked for; "own choice" where it was asked for none. */
    public static String blas() {
        String version = openblas_nolapack.class.getPackage().getImplementationVersion();
        String kernels = System.getenv("OPENBLAS_CORETYPE");
        return "OpenBLAS " + version + ", kernels: " + (kernels == null ? "own choice" : kernels);
    }
}
