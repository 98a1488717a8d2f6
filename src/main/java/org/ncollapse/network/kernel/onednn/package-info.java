/**
 * {@link org.ncollapse.network.kernel.Kernels} for the CPU: layers call oneDNN directly; the loss and the SGD step
 * ({@code Host…}) are Java code.
 */
package org.ncollapse.network.kernel.onednn;
