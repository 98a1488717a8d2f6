package org.nd4j.nativeblas;

/**
 * Enables oneDNN in the layers of Deeplearning4j 1.0.0-M2.1. They look this class up by reflection, but ND4J has moved
 * it to {@link org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu}. Deeplearning4j ignores the failed lookup, and
 * convolutions fall back to im2col and gemm, which are several times slower.
 */
public final class Nd4jCpu {

    private Nd4jCpu() {}

    /** ND4J's environment under its former name, with the two methods that Deeplearning4j looks up. */
    public static final class Environment {

        private static final Environment INSTANCE = new Environment();

        private Environment() {}

        /** Returns the only instance. */
        public static Environment getInstance() {
            return INSTANCE;
        }

        /** Whether the loaded native library includes oneDNN and uses it. */
        public boolean isUseMKLDNN() {
            return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance()
                    .isUseONEDNN();
        }
    }
}
