/** {@link org.ncollapse.network.kernel.Kernels} that call oneDNN directly, on the CPU. */
package org.ncollapse.network.kernel.onednn;
