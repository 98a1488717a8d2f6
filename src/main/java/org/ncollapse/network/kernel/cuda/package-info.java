/**
 * Kernels for NVIDIA GPUs from compute capability 7.0 on: this project's own CUDA kernels, compiled by NVRTC at their
 * first use, on the CUDA driver API. A training step is captured once and replayed as one CUDA graph.
 *
 * <p>{@code kernels.cu}, a resource next to these classes, lists every kernel with its parameters and launch shape.
 */
package org.ncollapse.network.kernel.cuda;
