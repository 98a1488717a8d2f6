package org.nd4j.nativeblas;

/**
 * Switches oneDNN on in Deeplearning4j 1.0.0-M2.1's stock layers. They ask for it by reflection under this class's
 * name, which ND4J itself has left for {@link org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu}; the failed lookup is
 * swallowed there, and convolutions fall back to im2col and gemm, several times slower.
 */
public final class Nd4jCpu {

    private Nd4jCpu() {}

    /** ND4J's environment under its old name, with the two methods that are looked up. */
    public static final class Environment {

        private static final Environment INSTANCE = new Environment();

        private Environment() {}

        /** The one environment. */
        public static Environment getInstance() {
            return INSTANCE;
        }

        /** Whether the loaded natives hold oneDNN and use it. */
        public boolean isUseMKLDNN() {
            return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance()
                    .isUseONEDNN();
        }
    }
}
