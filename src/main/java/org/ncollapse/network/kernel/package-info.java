/**
 * The arithmetic of layers, as interfaces. {@code kernel.onednn} implements them with oneDNN on the CPU,
 * {@code kernel.nd4j} with ND4J's operations on every device.
 */
package org.ncollapse.network.kernel;
