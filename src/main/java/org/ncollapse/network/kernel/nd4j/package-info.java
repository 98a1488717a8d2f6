/** {@link org.ncollapse.network.kernel.Kernels} made of ND4J's operations, on every device that ND4J supports. */
package org.ncollapse.network.kernel.nd4j;
